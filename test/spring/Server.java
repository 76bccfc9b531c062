// Spring's authorization server with everything switched on that the tests look at. `java` compiles it when it starts.
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.File;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.JwsAlgorithm;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

@EnableAutoConfiguration
@Configuration(proxyBeanMethods = false)
public class Server {
  public static void main(String[] settings) {
    SpringApplication.run(Server.class, settings);
  }

  @Bean
  @Order(1)
  SecurityFilterChain endpoints(HttpSecurity http) {
    var pages = new MediaTypeRequestMatcher(MediaType.TEXT_HTML);
    pages.setIgnoredMediaTypes(Set.of(MediaType.ALL));
    var metadata = PathPatternRequestMatcher.withDefaults().matcher("/.well-known/oauth-protected-resource/**");
    return http.oauth2AuthorizationServer(
            server -> {
              http.securityMatcher(new OrRequestMatcher(server.getEndpointsMatcher(), metadata));
              server
                  .pushedAuthorizationRequestEndpoint(Customizer.withDefaults())
                  .deviceAuthorizationEndpoint(Customizer.withDefaults())
                  .deviceVerificationEndpoint(Customizer.withDefaults())
                  .clientRegistrationEndpoint(Customizer.withDefaults())
                  .oidc(oidc -> oidc.clientRegistrationEndpoint(Customizer.withDefaults()));
            })
        .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .oauth2ResourceServer(resource -> resource.jwt(Customizer.withDefaults()).dPoP(Customizer.withDefaults()))
        .exceptionHandling(
            handling ->
                handling.defaultAuthenticationEntryPointFor(new LoginUrlAuthenticationEntryPoint("/login"), pages))
        .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain login(HttpSecurity http) {
    return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .formLogin(Customizer.withDefaults())
        .build();
  }

  @Bean
  UserDetailsService users(@Value("${relying.user}") String name, @Value("${relying.password}") String password) {
    return new InMemoryUserDetailsManager(User.withUsername(name).password("{noop}" + password).roles("USER").build());
  }

  /** An issuer is whatever path stands before the endpoint. */
  @Bean
  AuthorizationServerSettings settings() {
    return AuthorizationServerSettings.builder().multipleIssuersAllowed(true).build();
  }

  @Bean
  JWKSource<SecurityContext> keys() throws JOSEException {
    var rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    var ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    return new ImmutableJWKSet<>(new JWKSet(List.of(rsa, ec)));
  }

  @Bean
  JwtDecoder decoder(JWKSource<SecurityContext> keys) {
    return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
  }

  @Bean
  RegisteredClientRepository clients(@Value("${relying.clients}") File file) {
    var clients = new ObjectMapper().readTree(file).valueStream().map(Server::client).toList();
    return new InMemoryRegisteredClientRepository(clients);
  }

  private static RegisteredClient client(JsonNode json) {
    var id = json.get("id").asString();
    var client = ClientSettings.builder();
    client.requireProofKey(json.path("requireProofKey").asBoolean(false));
    client.requireAuthorizationConsent(json.path("consent").asBoolean(false));
    ifThere(json, "jwkSetUrl", client::jwkSetUrl);
    ifThere(json, "subject", client::x509CertificateSubjectDN);
    ifThere(json, "assertionAlg", name -> client.tokenEndpointAuthenticationSigningAlgorithm(algorithm(name)));
    var tokens = TokenSettings.builder().reuseRefreshTokens(false);
    tokens.x509CertificateBoundAccessTokens(json.path("certificateBound").asBoolean(false));
    ifThere(json, "idTokenAlg", name -> tokens.idTokenSignatureAlgorithm(SignatureAlgorithm.from(name)));
    if (json.path("opaque").asBoolean(false)) tokens.accessTokenFormat(OAuth2TokenFormat.REFERENCE);
    var registered = RegisteredClient.withId(id).clientId(id);
    ifThere(json, "secret", registered::clientSecret);
    each(json, "methods", name -> registered.clientAuthenticationMethod(new ClientAuthenticationMethod(name)));
    each(json, "grants", name -> registered.authorizationGrantType(new AuthorizationGrantType(name)));
    each(json, "redirectUris", registered::redirectUri);
    each(json, "scopes", registered::scope);
    return registered.clientSettings(client.build()).tokenSettings(tokens.build()).build();
  }

  private static void ifThere(JsonNode json, String member, Consumer<String> set) {
    if (json.has(member)) set.accept(json.get(member).asString());
  }

  private static void each(JsonNode json, String member, Consumer<String> add) {
    json.get(member).forEach(value -> add.accept(value.asString()));
  }

  private static JwsAlgorithm algorithm(String name) {
    JwsAlgorithm mac = MacAlgorithm.from(name);
    return mac == null ? SignatureAlgorithm.from(name) : mac;
  }

  /** An address for ID Token and UserInfo; for clients named rfc9068 access tokens as it wants them, almost. */
  @Bean
  OAuth2TokenCustomizer<JwtEncodingContext> claims(@Value("${relying.resource}") String resource) {
    return token -> {
      var client = token.getRegisteredClient().getClientId();
      var access = OAuth2TokenType.ACCESS_TOKEN.equals(token.getTokenType());
      if (!access) token.getClaims().claim("email", token.getPrincipal().getName() + "@example.test");
      if (!access || !client.startsWith("rfc9068")) return;
      token.getJwsHeader().type("at+jwt");
      token.getClaims().audience(List.of(resource)).claim("client_id", client);
    };
  }
}
