import type { JsonValue } from '../json/json.ts'

/**
 * Authorization server metadata, from discovery or written down by the application.
 *
 * Only `issuer` and what the called functions need must be present. Caches (the JWK Set) are tied to the identity of
 * this object, so keep one object per server.
 *
 * @see [RFC 8414, 2 - Authorization Server Metadata](https://www.rfc-editor.org/rfc/rfc8414.html#section-2)
 * @see [OpenID Connect Discovery 1.0, 3](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata)
 */
export interface AuthorizationServer {
  /** Issuer identifier: an https URL without query and fragment. */
  readonly issuer: string
  /** URL of the authorization endpoint, where users are sent. */
  readonly authorization_endpoint?: string
  /** URL of the token endpoint. */
  readonly token_endpoint?: string
  /** URL of the JWK Set with the server's signing keys. */
  readonly jwks_uri?: string
  /** URL of the dynamic client registration endpoint. */
  readonly registration_endpoint?: string
  /** Scope values that can be requested. */
  readonly scopes_supported?: string[]
  /** Response types that can be requested. */
  readonly response_types_supported?: string[]
  /** Response modes that can be requested. */
  readonly response_modes_supported?: string[]
  /** Grant types that can be used at the token endpoint. */
  readonly grant_types_supported?: string[]
  /** Client authentication methods at the token endpoint. */
  readonly token_endpoint_auth_methods_supported?: string[]
  /** JWS algorithms of client assertions at the token endpoint. */
  readonly token_endpoint_auth_signing_alg_values_supported?: string[]
  /** URL of a page for developers. */
  readonly service_documentation?: string
  /** Languages of the user interface, as BCP 47 tags. */
  readonly ui_locales_supported?: string[]
  /** URL of the policy for those who register a client. */
  readonly op_policy_uri?: string
  /** URL of the terms for those who register a client. */
  readonly op_tos_uri?: string
  /** URL of the revocation endpoint. */
  readonly revocation_endpoint?: string
  /** Client authentication methods at the revocation endpoint. */
  readonly revocation_endpoint_auth_methods_supported?: string[]
  /** JWS algorithms of client assertions at the revocation endpoint. */
  readonly revocation_endpoint_auth_signing_alg_values_supported?: string[]
  /** URL of the introspection endpoint. */
  readonly introspection_endpoint?: string
  /** Client authentication methods at the introspection endpoint. */
  readonly introspection_endpoint_auth_methods_supported?: string[]
  /** JWS algorithms of client assertions at the introspection endpoint. */
  readonly introspection_endpoint_auth_signing_alg_values_supported?: string[]
  /** PKCE code challenge methods, for example `S256`. */
  readonly code_challenge_methods_supported?: string[]
  /** The metadata as a signed JWT. It is neither verified nor read. */
  readonly signed_metadata?: string
  /** URL of the device authorization endpoint. */
  readonly device_authorization_endpoint?: string
  /** Whether certificate-bound access tokens are issued. */
  readonly tls_client_certificate_bound_access_tokens?: boolean
  /** Endpoints for clients that use mutual TLS. */
  readonly mtls_endpoint_aliases?: MTLSEndpointAliases
  /** URL of the userinfo endpoint. */
  readonly userinfo_endpoint?: string
  /** Authentication context class references. */
  readonly acr_values_supported?: string[]
  /** Subject identifier types: `public`, `pairwise`. */
  readonly subject_types_supported?: string[]
  /** JWS algorithms of ID Tokens. */
  readonly id_token_signing_alg_values_supported?: string[]
  /** JWE key management algorithms of ID Tokens. */
  readonly id_token_encryption_alg_values_supported?: string[]
  /** JWE content encryption algorithms of ID Tokens. */
  readonly id_token_encryption_enc_values_supported?: string[]
  /** JWS algorithms of UserInfo responses. */
  readonly userinfo_signing_alg_values_supported?: string[]
  /** JWE key management algorithms of UserInfo responses. */
  readonly userinfo_encryption_alg_values_supported?: string[]
  /** JWE content encryption algorithms of UserInfo responses. */
  readonly userinfo_encryption_enc_values_supported?: string[]
  /** JWS algorithms of request objects. */
  readonly request_object_signing_alg_values_supported?: string[]
  /** JWE key management algorithms of request objects. */
  readonly request_object_encryption_alg_values_supported?: string[]
  /** JWE content encryption algorithms of request objects. */
  readonly request_object_encryption_enc_values_supported?: string[]
  /** Values of the `display` parameter. */
  readonly display_values_supported?: string[]
  /** Claim types: `normal`, `aggregated`, `distributed`. */
  readonly claim_types_supported?: string[]
  /** Names of claims that may be supplied. */
  readonly claims_supported?: string[]
  /** Languages of claim values, as BCP 47 tags. */
  readonly claims_locales_supported?: string[]
  /** Whether the `claims` parameter can be used. */
  readonly claims_parameter_supported?: boolean
  /** Whether the `request` parameter can be used. */
  readonly request_parameter_supported?: boolean
  /** Whether the `request_uri` parameter can be used. */
  readonly request_uri_parameter_supported?: boolean
  /** Whether values of `request_uri` must be registered beforehand. */
  readonly require_request_uri_registration?: boolean
  /** Whether authorization requests must be signed request objects. */
  readonly require_signed_request_object?: boolean
  /** URL of the pushed authorization request endpoint. */
  readonly pushed_authorization_request_endpoint?: string
  /** Whether authorization requests must be pushed. */
  readonly require_pushed_authorization_requests?: boolean
  /** JWS algorithms of introspection responses. */
  readonly introspection_signing_alg_values_supported?: string[]
  /** JWE key management algorithms of introspection responses. */
  readonly introspection_encryption_alg_values_supported?: string[]
  /** JWE content encryption algorithms of introspection responses. */
  readonly introspection_encryption_enc_values_supported?: string[]
  /** Whether authorization responses carry `iss` (RFC 9207). */
  readonly authorization_response_iss_parameter_supported?: boolean
  /** JWS algorithms of authorization responses (JARM). */
  readonly authorization_signing_alg_values_supported?: string[]
  /** JWE key management algorithms of authorization responses (JARM). */
  readonly authorization_encryption_alg_values_supported?: string[]
  /** JWE content encryption algorithms of authorization responses (JARM). */
  readonly authorization_encryption_enc_values_supported?: string[]
  /** URL of the backchannel authentication endpoint. */
  readonly backchannel_authentication_endpoint?: string
  /** JWS algorithms of signed backchannel authentication requests. */
  readonly backchannel_authentication_request_signing_alg_values_supported?: string[]
  /** CIBA token delivery modes: `poll`, `ping`, `push`. */
  readonly backchannel_token_delivery_modes_supported?: string[]
  /** Whether the `user_code` parameter of CIBA can be used. */
  readonly backchannel_user_code_parameter_supported?: boolean
  /** URL of the session management iframe. */
  readonly check_session_iframe?: string
  /** JWS algorithms of DPoP proofs. */
  readonly dpop_signing_alg_values_supported?: string[]
  /** URL of the end session endpoint. */
  readonly end_session_endpoint?: string
  /** Whether front-channel logout requests carry `iss` and `sid`. */
  readonly frontchannel_logout_session_supported?: boolean
  /** Whether front-channel logout is supported. */
  readonly frontchannel_logout_supported?: boolean
  /** Whether logout tokens carry `sid`. */
  readonly backchannel_logout_session_supported?: boolean
  /** Whether back-channel logout is supported. */
  readonly backchannel_logout_supported?: boolean
  /** Resource identifiers of the protected resources that can be used with this server. */
  readonly protected_resources?: string[]
  readonly [metadata: string]: JsonValue | undefined
}

/**
 * Endpoints for clients that use mutual TLS.
 *
 * A client with `use_mtls_endpoint_aliases` sends its requests to these endpoints. If one is missing, it uses the
 * server's endpoint of that name. Other clients never use the aliases. See {@link Client}.
 *
 * @see [RFC 8705, 5 - Metadata for Mutual-TLS Endpoint Aliases](https://www.rfc-editor.org/rfc/rfc8705.html#section-5)
 */
export interface MTLSEndpointAliases
  extends Pick<
    AuthorizationServer,
    | 'backchannel_authentication_endpoint'
    | 'device_authorization_endpoint'
    | 'introspection_endpoint'
    | 'pushed_authorization_request_endpoint'
    | 'revocation_endpoint'
    | 'token_endpoint'
    | 'userinfo_endpoint'
  > {
  readonly [metadata: string]: string | undefined
}
