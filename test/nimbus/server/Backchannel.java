// CIBA: the request in its two forms, the user's phone, and what the client hears by poll, ping and push.
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.ciba.AuthRequestID;
import com.nimbusds.oauth2.sdk.ciba.BackChannelTokenDeliveryMode;
import com.nimbusds.oauth2.sdk.ciba.CIBAError;
import com.nimbusds.oauth2.sdk.ciba.CIBAErrorDelivery;
import com.nimbusds.oauth2.sdk.ciba.CIBAGrant;
import com.nimbusds.oauth2.sdk.ciba.CIBAPingCallback;
import com.nimbusds.oauth2.sdk.ciba.CIBARequest;
import com.nimbusds.oauth2.sdk.ciba.CIBARequestAcknowledgement;
import com.nimbusds.oauth2.sdk.ciba.CIBASignedRequestClaimsSet;
import com.nimbusds.oauth2.sdk.ciba.CIBATokenDelivery;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationGrantError;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.JWTID;
import com.nimbusds.oauth2.sdk.id.Subject;
import com.nimbusds.oauth2.sdk.util.MultivaluedMapUtils;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientInformation;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.minidev.json.JSONObject;
import net.minidev.json.JSONValue;

final class Backchannel {
  private static final int INTERVAL = 2;
  private static final int LIFETIME = 120;
  /** Claims of the JWT itself: the others are parameters. */
  private static final Set<String> ENVELOPE = Set.of("iss", "aud", "iat", "nbf", "exp", "jti");
  private static final Set<String> AUTHENTICATION =
      Set.of("client_id", "client_secret", "client_assertion", "client_assertion_type");

  private static final class Authentication {
    final AuthRequestID id = new AuthRequestID();
    CIBARequest request;
    OIDCClientInformation client;
    Grant grant;
    JSONObject seen;
    Instant expires;
    Duration interval = Duration.ofSeconds(INTERVAL);
    Instant nextPoll = Instant.MIN;
    ErrorObject refusal;
    boolean agreed;

    BackChannelTokenDeliveryMode mode() {
      var registered = client.getOIDCMetadata().getBackChannelTokenDeliveryMode();
      return registered == null ? BackChannelTokenDeliveryMode.POLL : registered;
    }
  }

  private final Provider provider;
  private final Map<AuthRequestID, Authentication> authentications = new ConcurrentHashMap<>();

  Backchannel(Provider provider) {
    this.provider = provider;
  }

  HTTPResponse begin(HTTPRequest http) throws Exception {
    var request = CIBARequest.parse(http);
    var client = provider.clients.authenticated(ClientAuthentication.parseCandidates(http));
    var seen = new JSONObject();
    if (request.isSigned()) request = unsigned(request, client, http, seen);
    else if (client.getOIDCMetadata().getBackChannelAuthRequestJWSAlg() != null) {
      throw new GeneralException(OAuth2Error.INVALID_REQUEST.setDescription("The request must be signed"));
    }
    var asked = new Authentication();
    asked.request = request;
    asked.client = client;
    check(asked);
    asked.grant =
        new Grant(
            client, subject(request), request.getScope(), request.getAuthorizationDetails(), request.getResources(),
            null, Provider.acr(request.getACRValues()), new Date());
    var lifetime = request.getRequestedExpiry() == null ? LIFETIME : Math.min(request.getRequestedExpiry(), LIFETIME);
    asked.expires = Instant.now().plusSeconds(lifetime);
    // what Nimbus has read, as Nimbus would write it
    seen.put("parameters", request.toParameters());
    asked.seen = seen;
    authentications.put(asked.id, asked);
    var interval = asked.mode() == BackChannelTokenDeliveryMode.PUSH ? null : INTERVAL;
    return new CIBARequestAcknowledgement(asked.id, lifetime, interval).toHTTPResponse();
  }

  /** Verifies the signed request, and has Nimbus read its claims as the parameters that they stand for. */
  private CIBARequest unsigned(CIBARequest signed, OIDCClientInformation client, HTTPRequest http, JSONObject seen)
      throws Exception {
    var registered = client.getOIDCMetadata().getBackChannelAuthRequestJWSAlg();
    var algorithms = registered == null ? Set.copyOf(Keys.ALGORITHMS) : Set.of(registered);
    var self = client.getID().getValue();
    var verifier =
        new DefaultJWTClaimsVerifier<SecurityContext>(
            provider.issuer.getValue(), new JWTClaimsSet.Builder().issuer(self).build(), ENVELOPE);
    JWTClaimsSet claims;
    try {
      var keys = client.getOIDCMetadata().getJWKSet();
      claims = Keys.processor(keys, algorithms, verifier).process(signed.getRequestJWT(), null);
    } catch (BadJOSEException refused) {
      throw new GeneralException(OAuth2Error.INVALID_REQUEST.setDescription(refused.getMessage()));
    }
    var form = new HashMap<>(http.getBodyAsFormParameters());
    form.keySet().retainAll(AUTHENTICATION);
    claims.getClaims().forEach((name, value) -> {
      if (!ENVELOPE.contains(name)) form.put(name, parameters(value));
    });
    var plain = new HTTPRequest(http.getMethod(), http.getURI());
    http.getHeaderMap().forEach((name, values) -> plain.setHeader(name, values.toArray(String[]::new)));
    plain.setClientX509Certificate(http.getClientX509Certificate());
    plain.setBody(URLUtils.serializeParameters(form));
    var request = CIBARequest.parse(plain);
    // the claims as they came, and as Nimbus, as a client, would have made them
    var nimbus =
        new CIBASignedRequestClaimsSet(
            request, new Issuer(self), new Audience(provider.issuer), claims.getIssueTime(), claims.getNotBeforeTime(),
            claims.getExpirationTime(), new JWTID(claims.getJWTID()));
    seen.put("header", signed.getRequestJWT().getHeader().toJSONObject());
    seen.put("claims", claims.toJSONObject());
    seen.put("nimbus", nimbus.toJSONObject());
    return request;
  }

  /** What a claim stands for: a list of texts for a parameter that comes several times, other JSON for its text. */
  private static List<String> parameters(Object claim) {
    if (claim instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    var text = claim instanceof Map || claim instanceof List ? JSONValue.toJSONString(claim) : claim.toString();
    return List.of(text);
  }

  private void check(Authentication asked) throws GeneralException {
    var request = asked.request;
    var metadata = asked.client.getOIDCMetadata();
    if (asked.mode() != BackChannelTokenDeliveryMode.POLL && request.getClientNotificationToken() == null) {
      throw new GeneralException(OAuth2Error.INVALID_REQUEST.setDescription("Missing client_notification_token"));
    }
    if (request.getBindingMessage() != null && request.getBindingMessage().length() > 20) {
      throw new GeneralException(CIBAError.INVALID_BINDING_MESSAGE);
    }
    var scope = request.getScope();
    if (scope == null || !scope.contains("openid") || !Resources.knows(scope)) {
      throw new GeneralException(OAuth2Error.INVALID_SCOPE);
    }
    if (!metadata.supportsBackChannelUserCodeParam()) return;
    if (request.getUserCode() == null) throw new GeneralException(CIBAError.MISSING_USER_CODE);
    if (!request.getUserCode().getValue().equals(provider.setting("userCode"))) {
      throw new GeneralException(CIBAError.INVALID_USER_CODE);
    }
  }

  /** Who is meant: by name, by a token of the user's, or by an ID Token of ours. */
  private Subject subject(CIBARequest request) throws Exception {
    var name =
        switch (request.getHintType()) {
          case LOGIN_HINT -> request.getLoginHint();
          case LOGIN_HINT_TOKEN -> {
            var claims = SignedJWT.parse(request.getLoginHintToken().getValue()).getJWTClaimsSet();
            if (claims.getExpirationTime().before(new Date())) {
              throw new GeneralException(CIBAError.EXPIRED_LOGIN_HINT_TOKEN);
            }
            yield claims.getSubject();
          }
          case ID_TOKEN_HINT -> {
            var verifier =
                new DefaultJWTClaimsVerifier<SecurityContext>(
                    new JWTClaimsSet.Builder().issuer(provider.issuer.getValue()).build(), Set.of("sub"));
            var processor = Keys.processor(provider.keys.jwks, Set.copyOf(Keys.ALGORITHMS), verifier);
            yield processor.process(request.getIDTokenHint(), null).getSubject();
          }
        };
    if (!provider.setting("user").equals(name)) throw new GeneralException(CIBAError.UNKNOWN_USER_ID);
    return new Subject(name);
  }

  /** The user's phone: tells a test what it shows, and what the client's endpoint said to the answer. */
  HTTPResponse decide(HTTPRequest http) throws Exception {
    var form = http.getBodyAsFormParameters();
    var asked = authentications.get(new AuthRequestID(MultivaluedMapUtils.getFirstValue(form, "auth_req_id")));
    var says = MultivaluedMapUtils.getFirstValue(form, "says");
    asked.agreed = "yes".equals(says);
    asked.refusal =
        switch (says) {
          case "no" -> OAuth2Error.ACCESS_DENIED;
          case "failed" -> CIBAError.TRANSACTION_FAILED;
          case "late" -> CIBAError.EXPIRED_TOKEN;
          default -> null;
        };
    if ((asked.agreed || asked.refusal != null) && asked.mode() != BackChannelTokenDeliveryMode.POLL) {
      var notification = notification(asked).send();
      asked.seen.put("notified", notification.getStatusCode());
    }
    return Provider.json(asked.seen);
  }

  private HTTPRequest notification(Authentication asked) throws Exception {
    var endpoint = asked.client.getOIDCMetadata().getBackChannelClientNotificationEndpoint();
    var token = asked.request.getClientNotificationToken();
    if (asked.mode() == BackChannelTokenDeliveryMode.PING) {
      return new CIBAPingCallback(endpoint, token, asked.id).toHTTPRequest();
    }
    if (asked.refusal != null) {
      return new CIBAErrorDelivery(endpoint, token, asked.id, asked.refusal).toHTTPRequest();
    }
    var tokens = provider.tokens.all(asked.grant, null, null, asked.id.getValue());
    return new CIBATokenDelivery(endpoint, token, asked.id, tokens).toHTTPRequest();
  }

  /** What the client gets that polls; the tokens, once. */
  synchronized Grant redeem(CIBAGrant grant, OIDCClientInformation client) throws GeneralException {
    var asked = authentications.get(grant.getAuthRequestID());
    if (asked == null || !asked.client.getID().equals(client.getID())) {
      throw new GeneralException(OAuth2Error.INVALID_GRANT);
    }
    if (asked.mode() == BackChannelTokenDeliveryMode.PUSH) throw new GeneralException(OAuth2Error.UNAUTHORIZED_CLIENT);
    if (asked.refusal != null) throw new GeneralException(asked.refusal);
    var now = Instant.now();
    if (asked.expires.isBefore(now)) throw new GeneralException(CIBAError.EXPIRED_TOKEN);
    if (asked.agreed) {
      authentications.remove(asked.id);
      return asked.grant;
    }
    var early = now.isBefore(asked.nextPoll);
    if (early) asked.interval = asked.interval.plusSeconds(5);
    asked.nextPoll = now.plus(asked.interval);
    throw new GeneralException(
        early ? DeviceAuthorizationGrantError.SLOW_DOWN : DeviceAuthorizationGrantError.AUTHORIZATION_PENDING);
  }
}
