// DPoP at both ends: the proofs are verified by Nimbus, here are the nonces.
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.dpop.verifiers.AccessTokenValidationException;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPIssuer;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPProtectedResourceRequestVerifier;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPTokenRequestVerifier;
import com.nimbusds.oauth2.sdk.dpop.verifiers.InMemoryDPoPSingleUseChecker;
import com.nimbusds.oauth2.sdk.dpop.verifiers.InvalidDPoPProofException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientInformation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.LinkedHashSet;

final class Proofs {
  static final Set<JWSAlgorithm> ALGORITHMS = algorithms();
  private static final long SKEW = 5;
  private static final long AGE = 60;

  private final InMemoryDPoPSingleUseChecker once = new InMemoryDPoPSingleUseChecker(AGE, AGE);
  private final Deque<Nonce> nonces = new ArrayDeque<>();

  private static Set<JWSAlgorithm> algorithms() {
    var both = new LinkedHashSet<JWSAlgorithm>(Keys.ALGORITHMS);
    both.retainAll(DPoPTokenRequestVerifier.SUPPORTED_JWS_ALGORITHMS);
    return both;
  }

  /** The key of the proof, if there is one. */
  JWKThumbprintConfirmation verified(HTTPRequest http, OIDCClientInformation client)
      throws GeneralException, InvalidDPoPProofException, JOSEException {
    var proof = http.getPoPWithException();
    if (proof == null) {
      if (client.getMetadata().getDPoPBoundAccessTokens()) throw new GeneralException(OAuth2Error.INVALID_DPOP_PROOF);
      return null;
    }
    var verifier = new DPoPTokenRequestVerifier(ALGORITHMS, http.getURI(), SKEW, AGE, once);
    return verifier.verify(new DPoPIssuer(client.getID()), proof, accepted(client));
  }

  void verify(HTTPRequest http, OIDCClientInformation client, AccessToken token, JWKThumbprintConfirmation key)
      throws GeneralException, InvalidDPoPProofException, AccessTokenValidationException, JOSEException {
    var verifier = new DPoPProtectedResourceRequestVerifier(ALGORITHMS, SKEW, AGE, once);
    var method = http.getMethod().name();
    var issuer = new DPoPIssuer(client.getID());
    var proof = http.getPoPWithException();
    verifier.verify(method, http.getURI(), issuer, proof, (DPoPAccessToken) token, key, accepted(client), null);
  }

  /** The last two; a client that is not registered for nonces needs none. */
  private synchronized Set<Nonce> accepted(OIDCClientInformation client) {
    if (!wantsNonces(client)) return null;
    if (nonces.isEmpty()) newNonce();
    return Set.copyOf(nonces);
  }

  private static boolean wantsNonces(OIDCClientInformation client) {
    return Boolean.TRUE.equals(client.getMetadata().getCustomField("nonces"));
  }

  synchronized Nonce newNonce() {
    nonces.addLast(new Nonce());
    if (nonces.size() > 2) nonces.removeFirst();
    return nonces.getLast();
  }

  /** Each answer brings the next nonce. */
  HTTPResponse renew(HTTPResponse answer, OIDCClientInformation client) {
    if (wantsNonces(client)) answer.setDPoPNonce(newNonce());
    return answer;
  }
}
