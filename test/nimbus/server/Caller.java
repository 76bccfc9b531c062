// Nimbus as a client that calls an API: a key of its own, a token that is bound to it, and a proof for one request.
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Subject;
import com.nimbusds.oauth2.sdk.util.MultivaluedMapUtils;
import java.net.URI;
import java.util.Date;
import java.util.List;
import net.minidev.json.JSONObject;

final class Caller {
  private final Provider provider;

  Caller(Provider provider) {
    this.provider = provider;
  }

  /** Tells a test what Nimbus would write into the headers of the request. */
  HTTPResponse call(HTTPRequest http) throws Exception {
    var form = http.getBodyAsFormParameters();
    var algorithm = JWSAlgorithm.parse(MultivaluedMapUtils.getFirstValue(form, "alg"));
    var address = URI.create(MultivaluedMapUtils.getFirstValue(form, "url"));
    var key =
        JWSAlgorithm.Family.EC.contains(algorithm)
            ? new ECKeyGenerator(Curve.forJWSAlgorithm(algorithm).iterator().next()).generate()
            : JWSAlgorithm.Family.RSA.contains(algorithm)
                ? new RSAKeyGenerator(2048).generate()
                : new OctetKeyPairGenerator(Curve.Ed25519).generate();
    var client = provider.clients.find(new ClientID("main"));
    var audience = List.of(URI.create(provider.setting("resource")));
    var self = new Subject(client.getID().getValue());
    var grant = new Grant(client, self, new Scope("read"), null, audience, null, null, new Date());
    var token = provider.tokens.accessToken(grant, JWKThumbprintConfirmation.of(key), null, null);
    var proofs = new DefaultDPoPProofFactory(key, algorithm);
    var headers = new JSONObject();
    headers.put("authorization", token.toAuthorizationHeader());
    headers.put("dpop", proofs.createDPoPJWT("GET", address, token).serialize());
    return Provider.json(headers);
  }
}
