// UserInfo, introspection, revocation and registration.
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionSuccessResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.auth.X509CertificateConfirmation;
import com.nimbusds.oauth2.sdk.client.RegistrationError;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessTokenType;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.BearerTokenError;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.oauth2.sdk.token.DPoPTokenError;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoSuccessResponse;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientInformation;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientInformationResponse;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientRegistrationRequest;
import java.util.Date;
import java.util.UUID;

final class Resources {
  /** Signs that a quoted string has to escape. */
  private static final String REALM = "all \"of\" it, a=b";

  private static final Scope KNOWN = new Scope("openid", "email", "read", "write");

  static boolean knows(Scope scope) {
    return scope == null || KNOWN.containsAll(scope);
  }

  private final Provider provider;
  private final Proofs proofs;

  Resources(Provider provider, Proofs proofs) {
    this.provider = provider;
    this.proofs = proofs;
  }

  HTTPResponse userInfo(HTTPRequest http) throws Exception {
    var token = UserInfoRequest.parse(http).getAccessToken();
    var dpop = token instanceof DPoPAccessToken;
    var issued = provider.tokens.find(token.getValue());
    if (issued == null || issued.refresh()) {
      throw new GeneralException(dpop ? DPoPTokenError.INVALID_TOKEN : BearerTokenError.INVALID_TOKEN.setRealm(REALM));
    }
    var grant = issued.grant();
    var key = JWKThumbprintConfirmation.parse(issued.claims());
    if (dpop) proofs.verify(http, grant.client(), token, key);
    else if (key != null) throw new GeneralException(BearerTokenError.INVALID_TOKEN);
    var certificate = X509CertificateConfirmation.parse(issued.claims());
    var shown = http.getClientX509Certificate();
    if (certificate != null && (shown == null || !certificate.equals(X509CertificateConfirmation.of(shown)))) {
      throw new GeneralException(BearerTokenError.INVALID_TOKEN);
    }
    if (grant.scope() == null || !grant.scope().contains("openid")) {
      var scope = new Scope("openid", "email");
      throw new GeneralException(
          dpop ? DPoPTokenError.INSUFFICIENT_SCOPE.setScope(scope) : BearerTokenError.INSUFFICIENT_SCOPE.setScope(scope));
    }
    var user = new UserInfo(grant.subject());
    if (grant.scope().contains("email")) user.setEmailAddress(grant.subject() + "@example.test");
    return proofs.renew(answer(user, grant.client()).toHTTPResponse(), grant.client());
  }

  private UserInfoSuccessResponse answer(UserInfo user, OIDCClientInformation client) throws Exception {
    var algorithm = client.getOIDCMetadata().getUserInfoJWSAlg();
    if (algorithm == null) return new UserInfoSuccessResponse(user);
    user.setIssuer(provider.issuer);
    user.setAudience(new Audience(client.getID().getValue()));
    return new UserInfoSuccessResponse(provider.keys.sign(algorithm, null, user.toJWTClaimsSet()));
  }

  HTTPResponse introspect(HTTPRequest http) throws Exception {
    var request = TokenIntrospectionRequest.parse(http);
    var caller = provider.clients.authenticated(request.getClientAuthenticationCandidates());
    var answer = meaning(provider.tokens.find(request.getToken().getValue()));
    var accepted = http.getAccept();
    if (accepted == null || !accepted.contains("token-introspection+jwt")) return answer.toHTTPResponse();
    // Nimbus has no class for RFC 9701
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(provider.issuer.getValue())
            .audience(caller.getID().getValue())
            .issueTime(new Date())
            .claim("token_introspection", answer.toJSONObject())
            .build();
    var jwt = new HTTPResponse(200);
    jwt.setContentType("application/token-introspection+jwt");
    var type = new JOSEObjectType("token-introspection+jwt");
    jwt.setBody(provider.keys.sign(JWSAlgorithm.RS256, type, claims).serialize());
    return jwt;
  }

  private TokenIntrospectionSuccessResponse meaning(Issuance.Issued issued) {
    var answer = new TokenIntrospectionSuccessResponse.Builder(issued != null);
    if (issued == null) return answer.build();
    var grant = issued.grant();
    answer.clientID(grant.client().getID()).subject(grant.subject()).issuer(provider.issuer);
    if (grant.scope() != null) answer.scope(grant.scope());
    if (issued.refresh()) return answer.build();
    var claims = issued.claims();
    var key = JWKThumbprintConfirmation.parse(claims);
    var certificate = X509CertificateConfirmation.parse(claims);
    if (key != null) answer.jwkThumbprintConfirmation(key);
    if (certificate != null) answer.x509CertificateConfirmation(certificate);
    if (grant.details() != null) answer.authorizationDetails(grant.details());
    answer.tokenType(key == null ? AccessTokenType.BEARER : AccessTokenType.DPOP);
    return answer.issueTime(claims.getIssueTime()).expirationTime(claims.getExpirationTime()).build();
  }

  HTTPResponse revoke(HTTPRequest http) throws Exception {
    var request = TokenRevocationRequest.parse(http);
    var client = provider.clients.identified(request);
    var token = request.getToken().getValue();
    var issued = provider.tokens.find(token);
    if (issued != null && issued.grant().client().getID().equals(client.getID())) provider.tokens.forget(token);
    return new HTTPResponse(200);
  }

  HTTPResponse register(HTTPRequest http) throws Exception {
    var request = OIDCClientRegistrationRequest.parse(http);
    var shown = request.getAccessToken();
    if (shown == null) throw new GeneralException(BearerTokenError.MISSING_TOKEN);
    if (!provider.setting("registrationToken").equals(shown.getValue())) {
      throw new GeneralException(BearerTokenError.INVALID_TOKEN);
    }
    var metadata = request.getOIDCClientMetadata();
    metadata.applyDefaults();
    var method = metadata.getTokenEndpointAuthMethod();
    if (method.equals(ClientAuthenticationMethod.PRIVATE_KEY_JWT) && metadata.getJWKSet() == null) {
      throw new GeneralException(RegistrationError.INVALID_CLIENT_METADATA);
    }
    var id = new ClientID(UUID.randomUUID().toString());
    var needsSecret = method.getValue().startsWith("client_secret");
    var client =
        new OIDCClientInformation(
            id, new Date(), metadata, needsSecret ? new Secret() : null, provider.at("/register/" + id),
            new BearerAccessToken());
    provider.clients.add(client);
    return new OIDCClientInformationResponse(client, true).toHTTPResponse();
  }
}
