package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

const password = "password"

// zitadelProvider is a provider of zitadel/oidc with everything on, over the store of its own example.
func zitadelProvider(s *settings) http.Handler {
	issuer := s.Origin + "/zitadel"
	var key [32]byte
	rand.Read(key[:])
	config := &op.Config{
		CryptoKey:               key,
		CryptoKeyId:             "tokens",
		CodeMethodS256:          true,
		AuthMethodPost:          true,
		AuthMethodPrivateKeyJWT: true,
		GrantTypeRefreshToken:   true,
		RequestObjectSupported:  true,
		DeviceAuthorization: op.DeviceAuthorizationConfig{
			Lifetime:     2 * time.Minute,
			PollInterval: time.Duration(s.PollInterval) * time.Second,
			UserFormPath: "/zitadel/device",
			UserCode:     op.UserCodeBase20,
		},
	}
	store := newZitadelStore(s, issuer)
	provider, err := op.NewProvider(config, store, op.StaticIssuer(issuer))
	if err != nil {
		log.Fatal(err)
	}
	callback := op.AuthCallbackURL(provider)
	mux := http.NewServeMux()
	mux.Handle("/", provider)
	// the person: says yes at once, or no when the hint names the one who does
	mux.HandleFunc("/login", func(w http.ResponseWriter, r *http.Request) {
		id := r.FormValue("id")
		request, err := store.AuthRequestByID(r.Context(), id)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if request.(*storage.AuthRequest).LoginHint == s.Refuser {
			op.AuthRequestError(w, r, request, oidc.ErrAccessDenied(), provider)
			return
		}
		if err := store.CheckUsernamePassword(s.User.ID, password, id); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		http.Redirect(w, r, callback(op.ContextWithIssuer(r.Context(), issuer), id), http.StatusFound)
	})
	// the person's second device: agrees to a user code, or refuses it
	mux.HandleFunc("POST /device", func(w http.ResponseWriter, r *http.Request) {
		decide := func() error {
			return store.CompleteDeviceAuthorization(r.Context(), r.FormValue("user_code"), s.User.ID)
		}
		if r.FormValue("refuse") != "" {
			decide = func() error { return store.DenyDeviceAuthorization(r.Context(), r.FormValue("user_code")) }
		}
		if err := decide(); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	})
	return mux
}

// zitadelStore is the example's store with clients that have keys.
type zitadelStore struct {
	*storage.Storage
	clients map[string]*zitadelClient
	keys    jose.JSONWebKeySet
}

type zitadelClient struct {
	*storage.Client
	client
	issuer string
}

func newZitadelStore(s *settings, issuer string) *zitadelStore {
	known := map[string]*storage.Client{}
	clients := map[string]*zitadelClient{}
	for _, c := range s.Zitadel {
		known[c.ID] = storage.WebClient(c.ID, s.Secret, s.RedirectURI)
		clients[c.ID] = &zitadelClient{known[c.ID], c, issuer}
	}
	store := &zitadelStore{Storage: storage.NewStorageWithClients(onlyUser{s.User}, known), clients: clients}
	if err := json.Unmarshal(s.Keys, &store.keys); err != nil {
		log.Fatal(err)
	}
	return store
}

func (s *zitadelStore) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if c, ok := s.clients[id]; ok {
		return c, nil
	}
	return nil, errors.New("client not found")
}

func (s *zitadelStore) GetKeyByIDAndClientID(_ context.Context, keyID, id string) (*jose.JSONWebKey, error) {
	if _, ok := s.clients[id]; ok && len(s.keys.Key(keyID)) == 1 {
		return &s.keys.Key(keyID)[0], nil
	}
	return nil, errors.New("key not found")
}

func (s *zitadelStore) ClientCredentials(ctx context.Context, id, secret string) (op.Client, error) {
	if err := s.AuthorizeClientIDSecret(ctx, id, secret); err != nil {
		return nil, err
	}
	return s.GetClientByClientID(ctx, id)
}

func (s *zitadelStore) ClientCredentialsTokenRequest(_ context.Context, id string, scopes []string) (op.TokenRequest, error) {
	return &oidc.JWTTokenRequest{Subject: id, Audience: []string{id}, Scopes: scopes}, nil
}

func (c *zitadelClient) LoginURL(id string) string {
	return c.issuer + "/login?id=" + url.QueryEscape(id)
}

func (c *zitadelClient) AuthMethod() oidc.AuthMethod { return oidc.AuthMethod(c.Authentication) }

func (c *zitadelClient) GrantTypes() []oidc.GrantType { return oidc.AllGrantTypes }

func (c *zitadelClient) ApplicationType() op.ApplicationType {
	if c.Authentication == "none" {
		return op.ApplicationTypeUserAgent
	}
	return op.ApplicationTypeWeb
}

func (c *zitadelClient) DevMode() bool { return false }

func (c *zitadelClient) AccessTokenType() op.AccessTokenType {
	if c.JWTAccessToken {
		return op.AccessTokenTypeJWT
	}
	return op.AccessTokenTypeBearer
}

// onlyUser is everyone that the store knows.
type onlyUser struct{ user }

func (u onlyUser) GetUserByID(id string) *storage.User {
	if id != u.ID {
		return nil
	}
	return &storage.User{ID: id, Username: id, Password: password, Email: u.Email, EmailVerified: true, IsAdmin: true}
}

func (u onlyUser) GetUserByUsername(name string) *storage.User { return u.GetUserByID(name) }

func (u onlyUser) ExampleClientID() string { return storage.ServiceUserID }
