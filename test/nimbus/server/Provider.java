// What the endpoints have in common: who the server is, its keys, its clients, its tokens.
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerEndpointMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.ciba.BackChannelTokenDeliveryMode;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.rar.AuthorizationType;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.claims.ACR;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.net.URI;
import java.util.List;
import net.minidev.json.JSONObject;

final class Provider {
  static final ACR STRONG = new ACR("urn:example:strong");
  static final AuthorizationType PAYMENT = new AuthorizationType("payment");
  static final List<JWEAlgorithm> JWE_ALGORITHMS = List.of(JWEAlgorithm.RSA_OAEP_256, JWEAlgorithm.ECDH_ES);
  static final List<EncryptionMethod> JWE_METHODS = List.of(EncryptionMethod.A256GCM, EncryptionMethod.A128CBC_HS256);

  final JSONObject settings;
  final Issuer issuer;
  final Keys keys = new Keys();
  final Clients clients;
  final Issuance tokens;

  Provider(JSONObject settings) throws Exception {
    this.settings = settings;
    issuer = new Issuer(JSONObjectUtils.getString(settings, "origin"));
    clients = new Clients(issuer, JSONObjectUtils.getJSONArray(settings, "clients"));
    tokens = new Issuance(this);
  }

  String setting(String name) {
    return settings.getAsString(name);
  }

  URI at(String path) {
    return URI.create(issuer.getValue() + path);
  }

  /** The one class that there is, if it is among those that are asked for. */
  static ACR acr(List<ACR> asked) {
    return asked != null && asked.contains(STRONG) ? STRONG : null;
  }

  static HTTPResponse json(JSONObject body) throws Exception {
    var answer = new HTTPResponse(200);
    answer.setContentType("application/json");
    answer.setBody(body.toJSONString());
    return answer;
  }

  HTTPResponse metadata() throws Exception {
    var metadata = new OIDCProviderMetadata(issuer, List.of(SubjectType.PUBLIC), at("/jwks"));
    endpoints(metadata, "");
    metadata.setUserInfoEndpointURI(at("/userinfo"));
    var aliases = new AuthorizationServerEndpointMetadata();
    endpoints(aliases, "/mtls");
    metadata.setMtlsEndpointAliases(aliases);
    metadata.setScopes(new Scope("openid", "email", "read", "write"));
    metadata.setResponseTypes(List.of(new ResponseType("code"), ResponseType.CODE_IDTOKEN));
    metadata.setResponseModes(
        List.of(ResponseMode.QUERY, ResponseMode.FRAGMENT, ResponseMode.FORM_POST, ResponseMode.JWT,
            ResponseMode.QUERY_JWT, ResponseMode.FRAGMENT_JWT, ResponseMode.FORM_POST_JWT));
    metadata.setGrantTypes(
        List.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.CLIENT_CREDENTIALS,
            GrantType.CIBA, GrantType.DEVICE_CODE, GrantType.TOKEN_EXCHANGE));
    metadata.setCodeChallengeMethods(List.of(CodeChallengeMethod.S256));
    metadata.setTokenEndpointAuthMethods(
        List.of(ClientAuthenticationMethod.CLIENT_SECRET_BASIC, ClientAuthenticationMethod.CLIENT_SECRET_POST,
            ClientAuthenticationMethod.CLIENT_SECRET_JWT, ClientAuthenticationMethod.PRIVATE_KEY_JWT,
            ClientAuthenticationMethod.TLS_CLIENT_AUTH, ClientAuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH,
            ClientAuthenticationMethod.NONE));
    metadata.setTokenEndpointJWSAlgs(Clients.ASSERTION_ALGORITHMS);
    metadata.setIDTokenJWSAlgs(Keys.ALGORITHMS);
    metadata.setIDTokenJWEAlgs(JWE_ALGORITHMS);
    metadata.setIDTokenJWEEncs(JWE_METHODS);
    metadata.setUserInfoJWSAlgs(Keys.ALGORITHMS);
    metadata.setRequestObjectJWSAlgs(Keys.ALGORITHMS);
    metadata.setAuthorizationJWSAlgs(Keys.ALGORITHMS);
    metadata.setDPoPJWSAlgs(List.copyOf(Proofs.ALGORITHMS));
    metadata.setBackChannelAuthenticationRequestJWSAlgs(Keys.ALGORITHMS);
    metadata.setBackChannelTokenDeliveryModes(
        List.of(
            BackChannelTokenDeliveryMode.POLL, BackChannelTokenDeliveryMode.PING, BackChannelTokenDeliveryMode.PUSH));
    metadata.setSupportsBackChannelUserCodeParam(true);
    metadata.setSupportsAuthorizationResponseIssuerParam(true);
    metadata.setSupportsTLSClientCertificateBoundAccessTokens(true);
    metadata.setSupportsRequestParam(true);
    metadata.setSupportsRequestURIParam(true);
    metadata.setAuthorizationDetailsTypes(List.of(PAYMENT));
    metadata.setACRs(List.of(STRONG));
    return json(metadata.toJSONObject());
  }

  private void endpoints(AuthorizationServerEndpointMetadata metadata, String prefix) {
    if (prefix.isEmpty()) {
      metadata.setAuthorizationEndpointURI(at("/authorize"));
      metadata.setRegistrationEndpointURI(at("/register"));
    }
    metadata.setTokenEndpointURI(at(prefix + "/token"));
    metadata.setBackChannelAuthenticationEndpointURI(at(prefix + "/backchannel"));
    metadata.setPushedAuthorizationRequestEndpointURI(at(prefix + "/push"));
    metadata.setDeviceAuthorizationEndpointURI(at(prefix + "/device"));
    metadata.setIntrospectionEndpointURI(at(prefix + "/introspect"));
    metadata.setRevocationEndpointURI(at(prefix + "/revoke"));
  }
}
