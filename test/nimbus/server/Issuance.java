// What the server issues, and what it remembers of it.
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.X509CertificateConfirmation;
import com.nimbusds.oauth2.sdk.cnf.AbstractConfirmation;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.rar.AuthorizationDetail;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.claims.HashClaim;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientInformation;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.net.URI;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import net.minidev.json.JSONObject;

final class Issuance {
  static final long LIFETIME = 300;

  /** A token, and what it was issued for. */
  record Issued(Grant grant, JWTClaimsSet claims, boolean refresh) {}

  private final Provider provider;
  private final Map<String, Issued> issued = new ConcurrentHashMap<>();

  Issuance(Provider provider) {
    this.provider = provider;
  }

  Issued find(String token) {
    return issued.get(token);
  }

  void forget(String token) {
    issued.remove(token);
  }

  /** A JWT as RFC 9068 has it, bound to a key, a certificate, both or neither. */
  AccessToken accessToken(
      Grant grant, JWKThumbprintConfirmation key, X509CertificateConfirmation certificate, TokenTypeURI type)
      throws JOSEException {
    var now = new Date();
    var here = List.of(URI.create(provider.issuer.getValue()));
    var audience = grant.resources() == null ? here : grant.resources();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(provider.issuer.getValue())
            .subject(grant.subject().getValue())
            .audience(audience.stream().map(URI::toString).toList())
            .claim("client_id", grant.client().getID().getValue())
            .claim("scope", grant.scope() == null ? null : grant.scope().toString())
            .issueTime(now)
            .expirationTime(new Date(now.getTime() + LIFETIME * 1000))
            .jwtID(UUID.randomUUID().toString());
    var details = grant.details();
    if (details != null) claims.claim("authorization_details", AuthorizationDetail.toJSONArray(details));
    var confirmation = new JSONObject();
    for (var each : new AbstractConfirmation[] {key, certificate}) {
      if (each != null) confirmation.putAll(each.toJWTClaim().getValue());
    }
    if (!confirmation.isEmpty()) claims.claim("cnf", confirmation);
    var set = claims.build();
    var jwt = provider.keys.sign(JWSAlgorithm.ES256, new JOSEObjectType("at+jwt"), set).serialize();
    issued.put(jwt, new Issued(grant, set, false));
    return key == null
        ? new BearerAccessToken(jwt, LIFETIME, grant.scope(), grant.details(), type)
        : new DPoPAccessToken(jwt, LIFETIME, grant.scope(), grant.details(), type);
  }

  RefreshToken refreshToken(Grant grant) {
    var token = new RefreshToken();
    issued.put(token.getValue(), new Issued(grant, null, true));
    return token;
  }

  /** Access token, refresh token and, where the scope has it, ID Token. `authReqId` is there when they are pushed. */
  OIDCTokens all(
      Grant grant, JWKThumbprintConfirmation key, X509CertificateConfirmation certificate, String authReqId)
      throws GeneralException, JOSEException, java.text.ParseException {
    var access = accessToken(grant, key, certificate, null);
    var renews = grant.client().getMetadata().getGrantTypes().contains(GrantType.REFRESH_TOKEN);
    var refresh = renews ? refreshToken(grant) : null;
    if (!grant.scope().contains("openid")) return new OIDCTokens(access, refresh);
    var algorithm = idTokenAlgorithm(grant.client());
    var claims = idToken(grant);
    claims.setAccessTokenHash(AccessTokenHash.compute(access, algorithm, curve(algorithm)));
    if (authReqId != null) {
      claims.setClaim("urn:openid:params:jwt:claim:auth_req_id", authReqId);
      var hash = refresh == null ? null : HashClaim.computeValue(refresh, algorithm, curve(algorithm));
      claims.setClaim("urn:openid:params:jwt:claim:rt_hash", hash);
    }
    return new OIDCTokens(sealed(claims, grant.client()), access, refresh);
  }

  IDTokenClaimsSet idToken(Grant grant) {
    var now = new Date();
    var audience = List.of(new Audience(grant.client().getID().getValue()));
    var claims =
        new IDTokenClaimsSet(
            provider.issuer, grant.subject(), audience, new Date(now.getTime() + LIFETIME * 1000), now);
    claims.setAuthenticationTime(grant.signedIn());
    claims.setNonce(grant.nonce());
    claims.setACR(grant.acr());
    return claims;
  }

  /** Signed, and encrypted where the client is registered for that. */
  JWT sealed(IDTokenClaimsSet claims, OIDCClientInformation client)
      throws JOSEException, ParseException, java.text.ParseException {
    var metadata = client.getOIDCMetadata();
    var jwt = provider.keys.sign(idTokenAlgorithm(client), null, claims.toJWTClaimsSet());
    if (metadata.getIDTokenJWEAlg() == null) return jwt;
    return Keys.encrypt(jwt, metadata.getIDTokenJWEAlg(), metadata.getIDTokenJWEEnc(), metadata.getJWKSet());
  }

  static JWSAlgorithm idTokenAlgorithm(OIDCClientInformation client) {
    var registered = client.getOIDCMetadata().getIDTokenJWSAlg();
    return registered == null ? JWSAlgorithm.RS256 : registered;
  }

  /** For the two names of Ed25519 Nimbus wants to be told. */
  static Curve curve(JWSAlgorithm algorithm) {
    return JWSAlgorithm.Family.ED.contains(algorithm) ? Curve.Ed25519 : null;
  }
}
