// PAR, JAR and the authorization endpoint, where the user agrees at once, or refuses when hinted at as `refuser`.
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.AuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.PushedAuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Subject;
import com.nimbusds.oauth2.sdk.jarm.JARMUtils;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import com.nimbusds.openid.connect.sdk.claims.CodeHash;
import com.nimbusds.openid.connect.sdk.claims.StateHash;
import com.nimbusds.openid.connect.sdk.op.AuthenticationRequestResolver;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientInformation;
import java.net.URI;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

final class Authorization {
  record Asked(AuthorizationRequest request, OIDCClientInformation client, JWKThumbprintConfirmation key) {}

  record Allowed(Asked asked, Grant grant) {}

  private final Provider provider;
  private final Proofs proofs;
  private final Map<URI, Asked> pushed = new ConcurrentHashMap<>();
  private final Map<AuthorizationCode, Allowed> codes = new ConcurrentHashMap<>();

  Authorization(Provider provider, Proofs proofs) {
    this.provider = provider;
    this.proofs = proofs;
  }

  HTTPResponse push(HTTPRequest http) throws Exception {
    var push = PushedAuthorizationRequest.parse(http);
    var request = push.getAuthorizationRequest();
    var client = provider.clients.identified(push.getClientAuthenticationCandidates(), request.getClientID());
    var asked = resolved(request, client, proofs.verified(http, client));
    check(asked);
    var reference = URI.create("urn:ietf:params:oauth:request_uri:" + UUID.randomUUID());
    pushed.put(reference, asked);
    return proofs.renew(new PushedAuthorizationSuccessResponse(reference, 60).toHTTPResponse(), client);
  }

  HTTPResponse authorize(HTTPRequest http) throws Exception {
    var get = http.getMethod() == HTTPRequest.Method.GET;
    var form = get ? http.getQueryStringParameters() : http.getBodyAsFormParameters();
    AuthorizationRequest request;
    try {
      request = AuthenticationRequest.parse(provider.at("/authorize"), form);
    } catch (ParseException plain) {
      request = AuthorizationRequest.parse(provider.at("/authorize"), form);
    }
    var client = provider.clients.find(request.getClientID());
    Asked asked;
    if (request.getRequestURI() == null) asked = resolved(request, client, null);
    else asked = pushed.remove(request.getRequestURI());
    if (asked == null || !asked.client().getID().equals(client.getID())) {
      throw new GeneralException(OAuth2Error.INVALID_REQUEST_URI);
    }
    check(asked);
    return answer(asked, decide(asked));
  }

  /** Verifies the request object, where there is one, and has Nimbus put its parameters in their places. */
  private Asked resolved(AuthorizationRequest request, OIDCClientInformation client, JWKThumbprintConfirmation key)
      throws Exception {
    if (request.getRequestObject() == null) return asked(request, client, key);
    var registered = client.getOIDCMetadata().getRequestObjectJWSAlg();
    var algorithms = registered == null ? Set.copyOf(Keys.ALGORITHMS) : Set.of(registered);
    var verifier =
        new DefaultJWTClaimsVerifier<SecurityContext>(
            provider.issuer.getValue(),
            new JWTClaimsSet.Builder().issuer(client.getID().getValue()).build(),
            Set.of("exp", "client_id"));
    var processor = Keys.processor(client.getOIDCMetadata().getJWKSet(), algorithms, verifier);
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("oauth-authz-req+jwt"), JOSEObjectType.JWT, null));
    var resolver = new AuthenticationRequestResolver<SecurityContext>(processor);
    var openid = AuthenticationRequest.parse(provider.at("/authorize"), request.toParameters());
    return asked(resolver.resolve(openid, null), client, key);
  }

  private static Asked asked(
      AuthorizationRequest request, OIDCClientInformation client, JWKThumbprintConfirmation key) {
    return new Asked(request, client, key == null ? request.getDPoPJWKThumbprintConfirmation() : key);
  }

  private void check(Asked asked) throws GeneralException {
    var request = asked.request();
    var known = asked.client().getMetadata().getRedirectionURIs();
    if (known == null || !known.contains(request.getRedirectionURI())) {
      throw new GeneralException(OAuth2Error.INVALID_REQUEST.setDescription("Another redirect_uri is registered"));
    }
  }

  /** Why there will be no code; null when there will. */
  private ErrorObject decide(Asked asked) {
    var request = asked.request();
    if (request.getCodeChallenge() == null) return OAuth2Error.INVALID_REQUEST.setDescription("Missing code_challenge");
    if (!Resources.knows(request.getScope())) return OAuth2Error.INVALID_SCOPE;
    if (request.getAuthorizationDetails() != null
        && !request.getAuthorizationDetails().stream().allMatch(each -> each.getType().equals(Provider.PAYMENT))) {
      return OAuth2Error.INVALID_AUTHORIZATION_DETAILS;
    }
    var refuses = request instanceof AuthenticationRequest openid && "refuser".equals(openid.getLoginHint());
    return refuses ? OAuth2Error.ACCESS_DENIED : null;
  }

  private HTTPResponse answer(Asked asked, ErrorObject refusal) throws Exception {
    var request = asked.request();
    var redirect = request.getRedirectionURI();
    var mode = request.impliedResponseMode();
    var state = request.getState();
    AuthorizationResponse response;
    if (refusal != null) response = new AuthorizationErrorResponse(redirect, refusal, state, provider.issuer, mode);
    else {
      var code = new AuthorizationCode();
      var grant = grant(asked);
      codes.put(code, new Allowed(asked, grant));
      JWT idToken = request.getResponseType().contains("id_token") ? idToken(asked, grant, code) : null;
      response =
          new AuthenticationSuccessResponse(redirect, code, idToken, null, state, null, provider.issuer, mode);
    }
    if (JARMUtils.RESPONSE_MODES.contains(mode)) {
      var soon = new Date(System.currentTimeMillis() + 60_000);
      var claims = JARMUtils.toJWTClaimsSet(provider.issuer, asked.client().getID(), soon, response);
      var registered = asked.client().getMetadata().getAuthorizationJWSAlg();
      var jwt = provider.keys.sign(registered == null ? JWSAlgorithm.RS256 : registered, null, claims);
      response = refusal != null
          ? new AuthorizationErrorResponse(redirect, jwt, mode)
          : new AuthorizationSuccessResponse(redirect, jwt, mode);
    }
    var posted = mode.equals(ResponseMode.FORM_POST) || mode.equals(ResponseMode.FORM_POST_JWT);
    return posted ? page(response) : response.toHTTPResponse();
  }

  private Grant grant(Asked asked) {
    var request = asked.request();
    var openid = request instanceof AuthenticationRequest it ? it : null;
    return new Grant(
        asked.client(), new Subject(provider.setting("user")), request.getScope(), request.getAuthorizationDetails(),
        request.getResources(), openid == null ? null : openid.getNonce(),
        openid == null ? null : Provider.acr(openid.getACRValues()), new Date());
  }

  private JWT idToken(Asked asked, Grant grant, AuthorizationCode code) throws Exception {
    var algorithm = Issuance.idTokenAlgorithm(asked.client());
    var claims = provider.tokens.idToken(grant);
    claims.setCodeHash(CodeHash.compute(code, algorithm, Issuance.curve(algorithm)));
    claims.setStateHash(StateHash.compute(asked.request().getState(), algorithm, Issuance.curve(algorithm)));
    return provider.tokens.sealed(claims, asked.client());
  }

  private static HTTPResponse page(AuthorizationResponse response) throws Exception {
    var page = new StringBuilder("<form method=\"post\" action=\"" + response.getRedirectionURI() + "\">");
    response.toParameters().forEach((name, values) ->
        page.append("<input type=\"hidden\" name=\"" + name + "\" value=\"" + values.get(0) + "\">"));
    var answer = new HTTPResponse(200);
    answer.setContentType("text/html");
    answer.setBody(page + "</form>");
    return answer;
  }

  /** The code of a grant, once. */
  Grant redeem(AuthorizationCodeGrant grant, OIDCClientInformation client, JWKThumbprintConfirmation key)
      throws GeneralException {
    var allowed = codes.remove(grant.getAuthorizationCode());
    if (allowed == null) throw new GeneralException(OAuth2Error.INVALID_GRANT);
    var asked = allowed.asked();
    var request = asked.request();
    var verifier = grant.getCodeVerifier();
    var fits =
        asked.client().getID().equals(client.getID())
            && request.getRedirectionURI().equals(grant.getRedirectionURI())
            && verifier != null
            && request.getCodeChallenge().equals(CodeChallenge.compute(request.getCodeChallengeMethod(), verifier))
            && (asked.key() == null || asked.key().equals(key));
    if (!fits) throw new GeneralException(OAuth2Error.INVALID_GRANT);
    return allowed.grant();
  }
}
