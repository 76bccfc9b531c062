// Command go_servers answers as two OpenID providers written by others, one at /zitadel and one at /fosite, by https on loopback.
// It is told everything in one JSON file: `go_servers settings.json`.
package main

import (
	"encoding/json"
	"log"
	"net"
	"net/http"
	"os"
)

// settings is what server.mjs writes.
type settings struct {
	Port         string          `json:"port"`
	Certificate  string          `json:"certificate"`
	Key          string          `json:"key"`
	Origin       string          `json:"origin"`
	RedirectURI  string          `json:"redirectUri"`
	Resource     string          `json:"resource"`
	Secret       string          `json:"secret"`
	User         user            `json:"user"`
	Refuser      string          `json:"refuser"`
	PollInterval int             `json:"pollInterval"` // seconds
	Keys         json.RawMessage `json:"keys"`         // the clients' public keys, a JWK set
	Zitadel      []client        `json:"zitadel"`
	Fosite       []client        `json:"fosite"`
}

type user struct {
	ID    string `json:"id"`
	Email string `json:"email"`
}

type client struct {
	ID                string `json:"client_id"`
	Authentication    string `json:"token_endpoint_auth_method"`
	AuthenticationAlg string `json:"token_endpoint_auth_signing_alg"`
	RequestObjectAlg  string `json:"request_object_signing_alg"`
	IDTokenAlg        string `json:"id_token_signed_response_alg"`
	JWTAccessToken    bool   `json:"jwt_access_token"`
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go_servers settings.json")
	}
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var s settings
	if err := json.Unmarshal(text, &s); err != nil {
		log.Fatal(err)
	}
	routes := http.NewServeMux()
	for path, provider := range map[string]http.Handler{"/zitadel": zitadelProvider(&s), "/fosite": fositeProvider(&s)} {
		routes.Handle(path+"/", http.StripPrefix(path, provider))
	}
	address := net.JoinHostPort("127.0.0.1", s.Port)
	log.Fatal(http.ListenAndServeTLS(address, s.Certificate, s.Key, routes))
}
