// The device grant, with a user who types nothing but the code.
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationGrantError;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCode;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.device.UserCode;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Subject;
import com.nimbusds.oauth2.sdk.util.MultivaluedMapUtils;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientInformation;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

final class Devices {
  private static final int INTERVAL = 5;
  private static final int LIFETIME = 120;

  private static final class Device {
    final DeviceCode code = new DeviceCode();
    final UserCode shown = new UserCode();
    Grant grant;
    Instant nextPoll = Instant.MIN;
    ErrorObject refusal = DeviceAuthorizationGrantError.AUTHORIZATION_PENDING;
  }

  private final Provider provider;
  private final Map<DeviceCode, Device> devices = new ConcurrentHashMap<>();

  Devices(Provider provider) {
    this.provider = provider;
  }

  HTTPResponse begin(HTTPRequest http) throws Exception {
    var request = DeviceAuthorizationRequest.parse(http);
    var client = provider.clients.identified(request);
    if (request.getScope() == null || !Resources.knows(request.getScope())) {
      throw new GeneralException(OAuth2Error.INVALID_SCOPE);
    }
    var device = new Device();
    var user = new Subject(provider.setting("user"));
    device.grant = new Grant(client, user, request.getScope(), null, null, null, null, new Date());
    devices.put(device.code, device);
    var page = provider.at("/typed");
    var whole = URI.create(page + "?user_code=" + device.shown);
    return new DeviceAuthorizationSuccessResponse(device.code, device.shown, page, whole, LIFETIME, INTERVAL, null)
        .toHTTPResponse();
  }

  /** The user types the code, however, and says something to it. */
  HTTPResponse decide(HTTPRequest http) throws Exception {
    var form = http.getBodyAsFormParameters();
    var typed = new UserCode(MultivaluedMapUtils.getFirstValue(form, "user_code")).getStrippedValue();
    var says = MultivaluedMapUtils.getFirstValue(form, "says");
    for (var device : devices.values()) {
      if (!device.shown.getStrippedValue().equals(typed)) continue;
      device.refusal =
          switch (says) {
            case "yes" -> null;
            case "late" -> DeviceAuthorizationGrantError.EXPIRED_TOKEN;
            default -> OAuth2Error.ACCESS_DENIED;
          };
      return new HTTPResponse(204);
    }
    throw new GeneralException(OAuth2Error.INVALID_REQUEST);
  }

  synchronized Grant redeem(DeviceCodeGrant grant, OIDCClientInformation client) throws GeneralException {
    var device = devices.get(grant.getDeviceCode());
    if (device == null || !device.grant.client().getID().equals(client.getID())) {
      throw new GeneralException(OAuth2Error.INVALID_GRANT);
    }
    if (device.refusal == null) {
      devices.remove(device.code);
      return device.grant;
    }
    var now = Instant.now();
    var early = now.isBefore(device.nextPoll);
    device.nextPoll = now.plusSeconds(INTERVAL);
    var pending = device.refusal == DeviceAuthorizationGrantError.AUTHORIZATION_PENDING;
    throw new GeneralException(pending && early ? DeviceAuthorizationGrantError.SLOW_DOWN : device.refusal);
  }
}
