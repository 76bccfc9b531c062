import type { JsonValue } from '../json/json.ts'

/**
 * Protected resource metadata.
 *
 * @see [RFC 9728, 2 - Protected Resource Metadata](https://www.rfc-editor.org/rfc/rfc9728.html#section-2)
 */
export interface ResourceServer {
  /** Resource identifier: an https URL without a fragment. */
  readonly resource: string
  /** Issuer identifiers of the authorization servers that can be used with the resource. */
  readonly authorization_servers?: string[]
  /** URL of the resource's own JWK Set. */
  readonly jwks_uri?: string
  /** Scope values for this resource. */
  readonly scopes_supported?: string[]
  /** Accepted ways of presenting a bearer token: `header`, `body`, `query`. */
  readonly bearer_methods_supported?: string[]
  /** JWS algorithms of signed content. */
  readonly resource_signing_alg_values_supported?: string[]
  /** Name for display. */
  readonly resource_name?: string
  /** URL of a page for developers. */
  readonly resource_documentation?: string
  /** URL of a page about how clients may use the data. */
  readonly resource_policy_uri?: string
  /** URL of the terms of service. */
  readonly resource_tos_uri?: string
  /** Whether certificate-bound access tokens are supported. */
  readonly tls_client_certificate_bound_access_tokens?: boolean
  /** Supported `type` values of authorization details. */
  readonly authorization_details_types_supported?: string[]
  /** Accepted JWS algorithms of DPoP proofs. */
  readonly dpop_signing_alg_values_supported?: string[]
  /** Whether DPoP-bound access tokens are mandatory. */
  readonly dpop_bound_access_tokens_required?: boolean
  /** The metadata as a signed JWT. It is neither verified nor read. */
  readonly signed_metadata?: string
  readonly [metadata: string]: JsonValue | undefined
}
