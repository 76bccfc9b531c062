// The server's keys, one of each kind, and what is signed and encrypted.
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTClaimsSetVerifier;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import java.text.ParseException;
import java.util.List;
import java.util.Set;

final class Keys {
  /** What both sides have; `EdDSA` and `Ed25519` are two names. */
  static final List<JWSAlgorithm> ALGORITHMS =
      List.of(
          JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512,
          JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512,
          JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512,
          JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

  final JWKSet jwks;

  Keys() throws JOSEException {
    jwks =
        new JWKSet(
            List.of(
                new RSAKeyGenerator(2048).keyID("rsa").keyUse(KeyUse.SIGNATURE).generate(),
                new ECKeyGenerator(Curve.P_256).keyID("p256").keyUse(KeyUse.SIGNATURE).generate(),
                new ECKeyGenerator(Curve.P_384).keyID("p384").keyUse(KeyUse.SIGNATURE).generate(),
                new ECKeyGenerator(Curve.P_521).keyID("p521").keyUse(KeyUse.SIGNATURE).generate(),
                new OctetKeyPairGenerator(Curve.Ed25519).keyID("ed").keyUse(KeyUse.SIGNATURE).generate()));
  }

  HTTPResponse published() throws Exception {
    var answer = new HTTPResponse(200);
    answer.setContentType(JWKSet.MIME_TYPE);
    answer.setBody(jwks.toPublicJWKSet().toString());
    return answer;
  }

  SignedJWT sign(JWSAlgorithm algorithm, JOSEObjectType type, JWTClaimsSet claims) throws JOSEException {
    var fitting = new JWKMatcher.Builder().keyType(KeyType.forAlgorithm(algorithm));
    if (JWSAlgorithm.Family.EC.contains(algorithm)) fitting.curves(Curve.forJWSAlgorithm(algorithm));
    var key = new JWKSelector(fitting.build()).select(jwks).get(0);
    var jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).type(type).build(), claims);
    jwt.sign(new DefaultJWSSignerFactory().createJWSSigner(key, algorithm));
    return jwt;
  }

  /** For the key of that type among those of the client. */
  static JWT encrypt(SignedJWT jwt, JWEAlgorithm algorithm, EncryptionMethod method, JWKSet keys)
      throws JOSEException, ParseException {
    var fitting = new JWKMatcher.Builder().keyUse(KeyUse.ENCRYPTION).keyType(KeyType.forAlgorithm(algorithm)).build();
    var key = new JWKSelector(fitting).select(keys).get(0);
    var header = new JWEHeader.Builder(algorithm, method).contentType("JWT").keyID(key.getKeyID()).build();
    var jwe = new JWEObject(header, new Payload(jwt));
    jwe.encrypt(key.getKeyType() == KeyType.RSA ? new RSAEncrypter(key.toRSAKey()) : new ECDHEncrypter(key.toECKey()));
    return EncryptedJWT.parse(jwe.serialize());
  }

  /** What verifies JWTs of others. Nimbus looks for Java's kind of keys, which it has none of for Ed25519. */
  static DefaultJWTProcessor<SecurityContext> processor(
      JWKSet keys, Set<JWSAlgorithm> algorithms, JWTClaimsSetVerifier<SecurityContext> verifier) {
    var processor =
        new DefaultJWTProcessor<SecurityContext>() {
          @Override
          public JWTClaimsSet process(SignedJWT jwt, SecurityContext context) throws BadJOSEException, JOSEException {
            var algorithm = jwt.getHeader().getAlgorithm();
            if (!JWSAlgorithm.Family.ED.contains(algorithm) || !algorithms.contains(algorithm)) {
              return super.process(jwt, context);
            }
            getJWSTypeVerifier().verify(jwt.getHeader().getType(), context);
            var key = (OctetKeyPair) keys.getKeyByKeyId(jwt.getHeader().getKeyID());
            if (!jwt.verify(new Ed25519Verifier(key))) throw new BadJWSException("Invalid signature");
            var claims = claims(jwt);
            verifier.verify(claims, context);
            return claims;
          }
        };
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, new ImmutableJWKSet<>(keys)));
    processor.setJWTClaimsSetVerifier(verifier);
    return processor;
  }

  private static JWTClaimsSet claims(SignedJWT jwt) throws BadJWSException {
    try {
      return jwt.getJWTClaimsSet();
    } catch (ParseException broken) {
      throw new BadJWSException("No claims");
    }
  }
}
