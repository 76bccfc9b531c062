// The token endpoint: one request of Nimbus' for every grant.
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.X509CertificateConfirmation;
import com.nimbusds.oauth2.sdk.ciba.CIBAGrant;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.Subject;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.oauth2.sdk.token.Tokens;
import com.nimbusds.oauth2.sdk.tokenexchange.TokenExchangeGrant;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientInformation;
import java.net.URI;
import java.util.Date;
import java.util.List;
import java.util.Set;

final class TokenEndpoint {
  private final Provider provider;
  private final Proofs proofs;
  private final Authorization authorization;
  private final Backchannel backchannel;
  private final Devices devices;

  TokenEndpoint(
      Provider provider, Proofs proofs, Authorization authorization, Backchannel backchannel, Devices devices) {
    this.provider = provider;
    this.proofs = proofs;
    this.authorization = authorization;
    this.backchannel = backchannel;
    this.devices = devices;
  }

  HTTPResponse answer(HTTPRequest http) throws Exception {
    var request = TokenRequest.parse(http);
    var client = provider.clients.identified(request);
    var key = proofs.verified(http, client);
    var certificate =
        client.getMetadata().getTLSClientCertificateBoundAccessTokens()
            ? X509CertificateConfirmation.of(http.getClientX509Certificate())
            : null;
    return proofs.renew(tokens(request, client, key, certificate), client);
  }

  private HTTPResponse tokens(
      TokenRequest request,
      OIDCClientInformation client,
      JWKThumbprintConfirmation key,
      X509CertificateConfirmation certificate)
      throws Exception {
    var shown = request.getAuthorizationGrant();
    if (shown instanceof ClientCredentialsGrant) {
      if (!Resources.knows(request.getScope())) throw new GeneralException(OAuth2Error.INVALID_SCOPE);
      var access = provider.tokens.accessToken(own(request, client), key, certificate, null);
      return new AccessTokenResponse(new Tokens(access, null)).toHTTPResponse();
    }
    if (shown instanceof TokenExchangeGrant exchange) {
      var type = exchange.getRequestedTokenType();
      var access = provider.tokens.accessToken(exchanged(exchange, request, client), key, certificate, type);
      return new AccessTokenResponse(new Tokens(access, null)).toHTTPResponse();
    }
    Grant grant;
    if (shown instanceof AuthorizationCodeGrant code) grant = authorization.redeem(code, client, key);
    else if (shown instanceof CIBAGrant ciba) grant = backchannel.redeem(ciba, client);
    else if (shown instanceof DeviceCodeGrant device) grant = devices.redeem(device, client);
    else if (shown instanceof RefreshTokenGrant refresh) grant = refreshed(refresh, request, client);
    else throw new GeneralException(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
    if (request.getResources() != null) grant = grant.at(request.getResources());
    return new OIDCTokenResponse(provider.tokens.all(grant, key, certificate, null)).toHTTPResponse();
  }

  private static Grant own(TokenRequest request, OIDCClientInformation client) {
    return new Grant(
        client, new Subject(client.getID().getValue()), request.getScope(), request.getAuthorizationDetails(),
        request.getResources(), null, null, new Date());
  }

  /** The refresh token is spent, and what is asked for may be less. */
  private Grant refreshed(RefreshTokenGrant shown, TokenRequest request, OIDCClientInformation client)
      throws GeneralException {
    var token = shown.getRefreshToken().getValue();
    var issued = provider.tokens.find(token);
    if (issued == null || !issued.refresh() || !issued.grant().client().getID().equals(client.getID())) {
      throw new GeneralException(OAuth2Error.INVALID_GRANT);
    }
    if (request.getScope() != null && !issued.grant().scope().containsAll(request.getScope())) {
      throw new GeneralException(OAuth2Error.INVALID_SCOPE);
    }
    provider.tokens.forget(token);
    return request.getScope() == null ? issued.grant() : issued.grant().with(request.getScope());
  }

  private Grant exchanged(TokenExchangeGrant shown, TokenRequest request, OIDCClientInformation client)
      throws GeneralException {
    if (!TokenTypeURI.ACCESS_TOKEN.equals(shown.getSubjectTokenType())) {
      throw new GeneralException(OAuth2Error.INVALID_REQUEST);
    }
    var issued = provider.tokens.find(shown.getSubjectToken().getValue());
    if (issued == null || issued.refresh()) throw new GeneralException(OAuth2Error.INVALID_GRANT);
    var targets = shown.getAudience() == null ? List.<Audience>of() : shown.getAudience();
    if (!Set.of(new Audience(provider.setting("resource"))).containsAll(targets)) {
      throw new GeneralException(OAuth2Error.INVALID_TARGET);
    }
    var grant = issued.grant();
    var named = targets.stream().map(each -> URI.create(each.getValue())).toList();
    var resources = named.isEmpty() ? request.getResources() : named;
    var scope = request.getScope() == null ? grant.scope() : request.getScope();
    return new Grant(client, grant.subject(), scope, null, resources, null, null, grant.signedIn());
  }
}
