// An https server on loopback whose every message is read, verified and written with the classes of the Nimbus SDK.
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.PushedAuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenIntrospectionErrorResponse;
import com.nimbusds.oauth2.sdk.ciba.CIBAErrorResponse;
import com.nimbusds.oauth2.sdk.client.ClientRegistrationErrorResponse;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.dpop.verifiers.AccessTokenValidationException;
import com.nimbusds.oauth2.sdk.dpop.verifiers.InvalidDPoPNonceException;
import com.nimbusds.oauth2.sdk.dpop.verifiers.InvalidDPoPProofException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.token.BearerTokenError;
import com.nimbusds.oauth2.sdk.token.DPoPTokenError;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import com.nimbusds.openid.connect.sdk.UserInfoErrorResponse;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import net.minidev.json.JSONObject;

public class Server {
  interface Endpoint {
    HTTPResponse answer(HTTPRequest request) throws Exception;
  }

  private final HttpsServer https;
  private final String origin;
  private final Proofs proofs = new Proofs();

  public static void main(String[] arguments) throws Exception {
    var settings = JSONObjectUtils.parse(Files.readString(Path.of(arguments[0])));
    new Server(settings, Certificates.context()).https.start();
  }

  private Server(JSONObject settings, SSLContext tls) throws Exception {
    origin = JSONObjectUtils.getString(settings, "origin");
    var here = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), URI.create(origin).getPort());
    https = HttpsServer.create(here, 0);
    https.setExecutor(Executors.newCachedThreadPool());
    https.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            var wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });

    HTTPRequest.setDefaultSSLSocketFactory(tls.getSocketFactory());
    var provider = new Provider(settings);
    var backchannel = new Backchannel(provider);
    var devices = new Devices(provider);
    var authorization = new Authorization(provider, proofs);
    var tokens = new TokenEndpoint(provider, proofs, authorization, backchannel, devices);
    var resources = new Resources(provider, proofs);
    Function<ErrorObject, HTTPResponse> plain = ErrorObject::toHTTPResponse;
    at("/.well-known/openid-configuration", http -> provider.metadata(), plain);
    at("/.well-known/oauth-authorization-server", http -> provider.metadata(), plain);
    at("/jwks", http -> provider.keys.published(), plain);
    at("/backchannel", backchannel::begin, error -> new CIBAErrorResponse(error).toHTTPResponse());
    at("/phone", backchannel::decide, plain);
    at("/device", devices::begin, error -> new DeviceAuthorizationErrorResponse(error).toHTTPResponse());
    at("/typed", devices::decide, plain);
    at("/call", new Caller(provider)::call, plain);
    at("/push", authorization::push, error -> new PushedAuthorizationErrorResponse(error).toHTTPResponse());
    at("/authorize", authorization::authorize, error -> error.setHTTPStatusCode(400).toHTTPResponse());
    at("/token", tokens::answer, error -> new TokenErrorResponse(error).toHTTPResponse());
    at("/userinfo", resources::userInfo, Server::challenge);
    at("/introspect", resources::introspect, error -> new TokenIntrospectionErrorResponse(error).toHTTPResponse());
    at("/revoke", resources::revoke, plain);
    at("/register", resources::register, error -> new ClientRegistrationErrorResponse(error).toHTTPResponse());
  }

  private static HTTPResponse challenge(ErrorObject error) {
    if (error instanceof BearerTokenError bearer) return new UserInfoErrorResponse(bearer).toHTTPResponse();
    if (error instanceof DPoPTokenError dpop) return new UserInfoErrorResponse(dpop).toHTTPResponse();
    // what the verifier of proofs said, as a challenge of the resource
    var dpop = new DPoPTokenError(error.getCode(), error.getDescription(), 401).setJWSAlgorithms(Proofs.ALGORITHMS);
    return new UserInfoErrorResponse(dpop).toHTTPResponse();
  }

  /** Each endpoint has two paths; the second is the alias for clients with certificates. */
  private void at(String path, Endpoint endpoint, Function<ErrorObject, HTTPResponse> refusal) {
    for (var each : new String[] {path, "/mtls" + path}) {
      https.createContext(each, exchange -> write(exchange, answer(exchange, endpoint, refusal)));
    }
  }

  private HTTPResponse answer(HttpExchange exchange, Endpoint endpoint, Function<ErrorObject, HTTPResponse> refusal) {
    try {
      return endpoint.answer(read(exchange));
    } catch (GeneralException refused) {
      var error = refused.getErrorObject();
      return refusal.apply(error == null ? OAuth2Error.INVALID_REQUEST.setDescription(refused.getMessage()) : error);
    } catch (InvalidDPoPNonceException refused) {
      var answer = refusal.apply(OAuth2Error.USE_DPOP_NONCE);
      answer.setDPoPNonce(proofs.newNonce());
      return answer;
    } catch (InvalidDPoPProofException refused) {
      return refusal.apply(OAuth2Error.INVALID_DPOP_PROOF.setDescription(refused.getMessage()));
    } catch (AccessTokenValidationException refused) {
      return refusal.apply(DPoPTokenError.INVALID_TOKEN.setDescription(refused.getMessage()));
    } catch (Throwable broken) {
      broken.printStackTrace();
      return refusal.apply(OAuth2Error.SERVER_ERROR);
    }
  }

  private HTTPRequest read(HttpExchange exchange) throws IOException {
    var method = HTTPRequest.Method.valueOf(exchange.getRequestMethod());
    var request = new HTTPRequest(method, URI.create(origin + exchange.getRequestURI()));
    exchange.getRequestHeaders().forEach((name, values) -> request.setHeader(name, values.toArray(String[]::new)));
    request.setBody(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    try {
      var shown = ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
      request.setClientX509Certificate((X509Certificate) shown);
    } catch (SSLPeerUnverifiedException none) {
      // clients show one where they have one
    }
    return request;
  }

  private static void write(HttpExchange exchange, HTTPResponse answer) throws IOException {
    answer.getHeaderMap().forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
    var body = answer.getBody() == null ? new byte[0] : answer.getBody().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.getStatusCode(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
