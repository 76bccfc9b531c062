// The clients, as Nimbus reads their registrations, and how they authenticate.
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.KeyConverter;
import com.nimbusds.oauth2.sdk.AbstractOptionallyIdentifiedRequest;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.auth.verifier.ClientAuthenticationVerifier;
import com.nimbusds.oauth2.sdk.auth.verifier.ClientCredentialsSelector;
import com.nimbusds.oauth2.sdk.auth.verifier.Context;
import com.nimbusds.oauth2.sdk.auth.verifier.ExpendedJTIChecker;
import com.nimbusds.oauth2.sdk.auth.verifier.InvalidClientException;
import com.nimbusds.oauth2.sdk.auth.verifier.JWTAudienceCheck;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.JWTID;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientInformation;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.minidev.json.JSONArray;
import net.minidev.json.JSONObject;

final class Clients {
  /** Nimbus knows no Ed25519 here. */
  static final List<JWSAlgorithm> ASSERTION_ALGORITHMS =
      List.of(
          JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512,
          JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512,
          JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512,
          JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512);

  private final Map<ClientID, OIDCClientInformation> clients = new ConcurrentHashMap<>();
  private final Set<String> spent = ConcurrentHashMap.newKeySet();
  private final ClientAuthenticationVerifier<Void> verifier;

  Clients(Issuer issuer, JSONArray registrations) throws ParseException {
    for (var each : registrations) add(OIDCClientInformation.parse((JSONObject) each));
    verifier =
        new ClientAuthenticationVerifier<>(
            new Credentials(),
            this::verifySubject,
            Set.of(new Audience(issuer)),
            JWTAudienceCheck.STRICT,
            new Once(),
            600);
  }

  void add(OIDCClientInformation client) {
    clients.put(client.getID(), client);
  }

  OIDCClientInformation find(ClientID id) throws InvalidClientException {
    var client = id == null ? null : clients.get(id);
    if (client == null) throw InvalidClientException.BAD_ID;
    return client;
  }

  /** Of several readings of what a client shows, the one that it is registered for counts. */
  OIDCClientInformation authenticated(List<ClientAuthentication> shown) throws InvalidClientException, JOSEException {
    for (var each : shown) {
      var client = find(each.getClientID());
      if (!each.getMethod().equals(client.getMetadata().getTokenEndpointAuthMethod())) continue;
      verifier.verify(each, null, null);
      return client;
    }
    throw InvalidClientException.NOT_REGISTERED_FOR_AUTH_METHOD;
  }

  /** The same for endpoints where a public client names itself. */
  OIDCClientInformation identified(AbstractOptionallyIdentifiedRequest request)
      throws InvalidClientException, JOSEException {
    return identified(request.getClientAuthenticationCandidates(), request.getClientID());
  }

  OIDCClientInformation identified(List<ClientAuthentication> shown, ClientID id)
      throws InvalidClientException, JOSEException {
    if (shown != null && !shown.isEmpty()) return authenticated(shown);
    var client = find(id);
    if (ClientAuthenticationMethod.NONE.equals(client.getMetadata().getTokenEndpointAuthMethod())) return client;
    throw InvalidClientException.NOT_REGISTERED_FOR_AUTH_METHOD;
  }

  private void verifySubject(ClientID id, X509Certificate certificate, Context<Void> context)
      throws InvalidClientException {
    var expected = find(id).getMetadata().getTLSClientAuthSubjectDN();
    if (certificate.getSubjectX500Principal().getName().equals(expected)) return;
    throw new InvalidClientException("The certificate is that of another");
  }

  private final class Credentials implements ClientCredentialsSelector<Void> {
    @Override
    public List<Secret> selectClientSecrets(ClientID id, ClientAuthenticationMethod method, Context<Void> context)
        throws InvalidClientException {
      var secret = find(id).getSecret();
      if (secret == null) throw InvalidClientException.NO_REGISTERED_SECRET;
      return List.of(secret);
    }

    @Override
    public List<? extends PublicKey> selectPublicKeys(
        ClientID id, ClientAuthenticationMethod method, JWSHeader header, boolean refresh, Context<Void> context)
        throws InvalidClientException {
      var metadata = find(id).getMetadata();
      if (metadata.getJWKSet() == null) throw InvalidClientException.NO_REGISTERED_JWK_SET;
      var registered = metadata.getTokenEndpointAuthJWSAlg();
      if (header != null && registered != null && !registered.equals(header.getAlgorithm())) {
        throw InvalidClientException.NO_MATCHING_JWK;
      }
      var fitting = header == null ? new JWKMatcher.Builder().build() : JWKMatcher.forJWSHeader(header);
      var keys = new JWKSelector(fitting).select(metadata.getJWKSet());
      return KeyConverter.toJavaKeys(keys).stream().map(PublicKey.class::cast).toList();
    }
  }

  private final class Once implements ExpendedJTIChecker<Void> {
    @Override
    public boolean isExpended(JWTID jti, ClientID id, ClientAuthenticationMethod method, Context<Void> context) {
      return spent.contains(id + " " + jti);
    }

    @Override
    public void markExpended(
        JWTID jti, Date expires, ClientID id, ClientAuthenticationMethod method, Context<Void> context) {
      spent.add(id + " " + jti);
    }
  }
}
