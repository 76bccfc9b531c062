package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"log"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v3"
	"github.com/mohae/deepcopy"
	"github.com/ory/fosite"
	"github.com/ory/fosite/compose"
	"github.com/ory/fosite/handler/openid"
	"github.com/ory/fosite/storage"
	"github.com/ory/fosite/token/jwt"
)

// provider is fosite with every flow that it composes, and JWT access tokens.
type provider struct {
	fosite.OAuth2Provider
	*settings
	issuer string
	keys   map[string]*jose.JSONWebKey // by algorithm
}

func fositeProvider(s *settings) http.Handler {
	p := &provider{settings: s, issuer: s.Origin + "/fosite", keys: signingKeys()}
	secret := make([]byte, 32)
	rand.Read(secret)
	config := &fosite.Config{
		GlobalSecret:                secret,
		IDTokenIssuer:               p.issuer,
		AccessTokenIssuer:           p.issuer,
		TokenURL:                    p.issuer + "/token",
		JWTScopeClaimKey:            jwt.JWTScopeFieldString,
		EnforcePKCEForPublicClients: true,
		RefreshTokenScopes:          []string{"offline_access"},
		HashCost:                    4, // the least: a test's secret is no secret
	}
	key := func(ctx context.Context) (any, error) {
		return p.keys[algorithm(ctx)], nil
	}
	strategy := &compose.CommonStrategy{
		CoreStrategy:               compose.NewOAuth2JWTStrategy(key, compose.NewOAuth2HMACStrategy(config), config),
		OpenIDConnectTokenStrategy: compose.NewOpenIDConnectStrategy(key, config),
		Signer:                     &jwt.DefaultSigner{GetPrivateKey: key},
	}
	p.OAuth2Provider = compose.Compose(config, p.store(config), strategy,
		compose.OAuth2AuthorizeExplicitFactory,
		compose.OAuth2AuthorizeImplicitFactory,
		compose.OAuth2ClientCredentialsGrantFactory,
		compose.OAuth2RefreshTokenGrantFactory,
		compose.RFC7523AssertionGrantFactory,
		compose.OpenIDConnectExplicitFactory,
		compose.OpenIDConnectImplicitFactory,
		compose.OpenIDConnectHybridFactory,
		compose.OpenIDConnectRefreshFactory,
		compose.OAuth2TokenIntrospectionFactory,
		compose.OAuth2TokenRevocationFactory,
		compose.OAuth2PKCEFactory,
		compose.PushedAuthorizeHandlerFactory,
	)
	return p.routes()
}

// store knows the clients of the settings.
func (p *provider) store(config *fosite.Config) *storage.MemoryStore {
	store := storage.NewMemoryStore()
	var keys jose.JSONWebKeySet
	if err := json.Unmarshal(p.Keys, &keys); err != nil {
		log.Fatal(err)
	}
	hash, err := config.GetSecretsHasher(context.Background()).Hash(context.Background(), []byte(p.Secret))
	if err != nil {
		log.Fatal(err)
	}
	trusted := map[string]storage.PublicKeyScopes{}
	for _, key := range keys.Keys {
		trusted[key.KeyID] = storage.PublicKeyScopes{Key: &key, Scopes: []string{"openid"}}
	}
	for _, c := range p.Fosite {
		store.Clients[c.ID] = &fositeClient{&fosite.DefaultOpenIDConnectClient{
			DefaultClient: &fosite.DefaultClient{
				ID:            c.ID,
				Secret:        hash,
				RedirectURIs:  []string{p.RedirectURI},
				GrantTypes:    []string{"authorization_code", "implicit", "refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
				ResponseTypes: []string{"code", "id_token", "code id_token", "code token", "code id_token token"},
				Scopes:        []string{"openid", "offline_access"},
				Audience:      []string{p.Resource},
				Public:        c.Authentication == "none",
			},
			JSONWebKeys:                       &keys,
			TokenEndpointAuthMethod:           c.Authentication,
			TokenEndpointAuthSigningAlgorithm: c.AuthenticationAlg,
			RequestObjectSigningAlgorithm:     c.RequestObjectAlg,
		}}
		store.IssuerPublicKeys[c.ID] = storage.IssuerPublicKeys{
			Issuer:    c.ID,
			KeysBySub: map[string]storage.SubjectPublicKeys{p.User.ID: {Subject: p.User.ID, Keys: trusted}},
		}
	}
	return store
}

// fositeClient may choose its response mode.
type fositeClient struct {
	*fosite.DefaultOpenIDConnectClient
}

func (*fositeClient) GetResponseModes() []fosite.ResponseModeType {
	return []fosite.ResponseModeType{fosite.ResponseModeQuery, fosite.ResponseModeFragment, fosite.ResponseModeFormPost}
}

func signingKeys() map[string]*jose.JSONWebKey {
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	keys := map[string]*jose.JSONWebKey{"ES256": {Key: ec}}
	for _, alg := range []string{"RS256", "PS256"} {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			log.Fatal(err)
		}
		keys[alg] = &jose.JSONWebKey{Key: key}
	}
	for alg, key := range keys {
		key.KeyID, key.Algorithm, key.Use = "server-"+alg, alg, "sig"
	}
	return keys
}

// session is what fosite keeps of a sign-in: an ID Token's claims, and those of a JWT access token.
type session struct {
	*openid.DefaultSession
	Client string
}

func newSession(subject, client string) *session {
	now := time.Now().UTC()
	s := &session{openid.NewDefaultSession(), client}
	s.Subject, s.Username = subject, subject
	s.Claims = &jwt.IDTokenClaims{Subject: subject, AuthTime: now, RequestedAt: now, Extra: map[string]any{}}
	return s
}

func (s *session) Clone() fosite.Session { return deepcopy.Copy(s).(fosite.Session) }

func (s *session) GetJWTClaims() jwt.JWTClaimsContainer {
	return &jwt.JWTClaims{Subject: s.Subject, Extra: map[string]any{"client_id": s.Client}}
}

func (s *session) GetJWTHeader() *jwt.Headers {
	return &jwt.Headers{Extra: map[string]any{"typ": "at+jwt"}}
}
