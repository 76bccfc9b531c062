package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/go-jose/go-jose/v3"
	"github.com/ory/fosite"
)

// fosite has no endpoints of its own: these hand requests to it and write what it answers, as its documentation has it.
func (p *provider) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/authorize", p.authorize)
	mux.HandleFunc("/par", p.push)
	mux.HandleFunc("/token", p.token)
	mux.HandleFunc("/introspect", p.introspect)
	mux.HandleFunc("/revoke", p.revoke)
	mux.HandleFunc("/jwks", func(w http.ResponseWriter, _ *http.Request) {
		set := jose.JSONWebKeySet{}
		for _, key := range p.keys {
			set.Keys = append(set.Keys, key.Public())
		}
		writeJSON(w, set)
	})
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, map[string]any{
			"issuer":                                p.issuer,
			"authorization_endpoint":                p.issuer + "/authorize",
			"pushed_authorization_request_endpoint": p.issuer + "/par",
			"token_endpoint":                        p.issuer + "/token",
			"introspection_endpoint":                p.issuer + "/introspect",
			"revocation_endpoint":                   p.issuer + "/revoke",
			"jwks_uri":                              p.issuer + "/jwks",
			"id_token_signing_alg_values_supported": []string{"ES256", "RS256", "PS256"},
		})
	})
	return mux
}

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("content-type", "application/json")
	json.NewEncoder(w).Encode(value)
}

// authorize signs the user in at once, or refuses when the hint names the one who does.
func (p *provider) authorize(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	request, err := p.NewAuthorizeRequest(ctx, r)
	if err == nil {
		err = p.asked(request.GetRequestForm())
	}
	if err != nil {
		p.WriteAuthorizeError(ctx, w, request, err)
		return
	}
	p.grant(request)
	ctx = p.signedFor(ctx, request.GetClient())
	response, err := p.NewAuthorizeResponse(ctx, request, p.newSession(ctx, request.GetClient()))
	if err != nil {
		p.WriteAuthorizeError(ctx, w, request, err)
		return
	}
	p.WriteAuthorizeResponse(ctx, w, request, response)
}

// asked is what comes of asking the user: nobody is signed in before, so that without a prompt it cannot be done.
func (p *provider) asked(form url.Values) error {
	switch {
	case form.Get("prompt") == "none":
		return fosite.ErrLoginRequired
	case form.Get("login_hint") == p.Refuser:
		return fosite.ErrAccessDenied
	}
	return nil
}

func (p *provider) push(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	request, err := p.NewPushedAuthorizeRequest(ctx, r)
	if err != nil {
		p.WritePushedAuthorizeError(ctx, w, request, err)
		return
	}
	response, err := p.NewPushedAuthorizeResponse(ctx, request, p.newSession(ctx, request.GetClient()))
	if err != nil {
		p.WritePushedAuthorizeError(ctx, w, request, err)
		return
	}
	p.WritePushedAuthorizeResponse(ctx, w, request, response)
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	own := newSession("", "")
	request, err := p.NewAccessRequest(ctx, r, own)
	if err != nil {
		p.WriteAccessError(ctx, w, request, err)
		return
	}
	own.Client = request.GetClient().GetID()
	if request.GetGrantTypes().ExactOne("client_credentials") {
		own.Subject = own.Client
		p.grant(request)
	}
	ctx = p.signedFor(ctx, request.GetClient())
	response, err := p.NewAccessResponse(ctx, request)
	if err != nil {
		p.WriteAccessError(ctx, w, request, err)
		return
	}
	p.WriteAccessResponse(ctx, w, request, response)
}

func (p *provider) introspect(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	response, err := p.NewIntrospectionRequest(ctx, r, newSession("", ""))
	if err != nil {
		p.WriteIntrospectionError(ctx, w, err)
		return
	}
	p.WriteIntrospectionResponse(ctx, w, response)
}

func (p *provider) revoke(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	p.WriteRevocationResponse(ctx, w, p.NewRevocationRequest(ctx, r))
}

// grant gives what is asked for; fosite has looked whether the client may ask for it.
func (p *provider) grant(request fosite.Requester) {
	for _, scope := range request.GetRequestedScopes() {
		request.GrantScope(scope)
	}
	for _, audience := range request.GetRequestedAudience() {
		request.GrantAudience(audience)
	}
}

func (p *provider) newSession(ctx context.Context, client fosite.Client) *session {
	s := newSession(p.User.ID, client.GetID())
	s.Headers.Add("kid", p.keys[algorithm(ctx)].KeyID)
	return s
}

type algorithmKey struct{}

// signedFor has tokens signed by the algorithm that the client wants for its ID Tokens.
func (p *provider) signedFor(ctx context.Context, wanted fosite.Client) context.Context {
	for _, c := range p.Fosite {
		if c.ID == wanted.GetID() && c.IDTokenAlg != "" {
			return context.WithValue(ctx, algorithmKey{}, c.IDTokenAlg)
		}
	}
	return ctx
}

func algorithm(ctx context.Context) string {
	if alg, ok := ctx.Value(algorithmKey{}).(string); ok {
		return alg
	}
	return "ES256"
}
