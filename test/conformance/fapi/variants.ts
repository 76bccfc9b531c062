// The variants of a plan, from which a relying party chooses. They determine what the suite's server offers and
// requires.
export interface Variant {
  /** `client_auth_type` */
  authentication: 'private_key_jwt' | 'mtls'
  /** `sender_constrain`; FAPI 1 has mutual TLS only */
  constraint: 'dpop' | 'mtls'
  /**
   * `fapi_request_method`, `fapi_auth_request_method`: a signed request in the browser, a pushed one, a signed and
   * pushed one
   */
  request: 'by_value' | 'pushed' | 'pushed_signed'
  /** `fapi_response_mode`; `code id_token` is what FAPI 1 calls plain */
  response: 'plain' | 'jarm' | 'code id_token'
  /** `fapi_client_type` */
  client: 'oidc' | 'plain_oauth'
  /** `ciba_mode` */
  mode?: 'poll' | 'ping'
}

const keyAndDPoP = { authentication: 'private_key_jwt', constraint: 'dpop' } as const
const keyAndCertificate = { authentication: 'private_key_jwt', constraint: 'mtls' } as const
const certificateAndDPoP = { authentication: 'mtls', constraint: 'dpop' } as const
const certificate = { authentication: 'mtls', constraint: 'mtls' } as const

const fapi2 = { request: 'pushed', response: 'plain', client: 'oidc' } as const
const jar = { request: 'pushed_signed', response: 'plain', client: 'oidc' } as const
const jarm = { request: 'pushed_signed', response: 'jarm', client: 'oidc' } as const

/** FAPI 2 Security Profile. */
export const securityProfile: readonly Variant[] = [
  { ...keyAndDPoP, ...fapi2 },
  { ...keyAndCertificate, ...fapi2 },
  { ...certificateAndDPoP, ...fapi2 },
  { ...certificate, ...fapi2 },
]
/** FAPI 2 Message Signing with JAR alone. */
export const signedRequests: readonly Variant[] = [
  { ...keyAndDPoP, ...jar },
  { ...certificate, ...jar },
]
/** FAPI 2 Message Signing with JAR and JARM. */
export const signedResponses: readonly Variant[] = [
  { ...keyAndDPoP, ...jarm },
  { ...certificate, ...jarm },
]

const hybrid = { response: 'code id_token', client: 'oidc' } as const
/** FAPI 1 Advanced with `code id_token`. */
export const detachedSignature: readonly Variant[] = [
  { ...keyAndCertificate, ...hybrid, request: 'by_value' },
  { ...keyAndCertificate, ...hybrid, request: 'pushed_signed' },
  { ...certificate, ...hybrid, request: 'by_value' },
  { ...certificate, ...hybrid, request: 'pushed_signed' },
]
/** FAPI 1 Advanced with JARM. */
export const fapi1Jarm: readonly Variant[] = [
  { ...keyAndCertificate, response: 'jarm', client: 'oidc', request: 'by_value' },
  { ...certificate, response: 'jarm', client: 'oidc', request: 'pushed_signed' },
]

const backchannel = { request: 'by_value', response: 'plain', client: 'oidc' } as const
/** FAPI-CIBA. */
export const ciba: readonly Variant[] = [
  { ...keyAndCertificate, ...backchannel, mode: 'poll' },
  { ...keyAndCertificate, ...backchannel, mode: 'ping' },
  { ...certificate, ...backchannel, mode: 'poll' },
  { ...certificate, ...backchannel, mode: 'ping' },
]

/** The same without OpenID Connect: there is no ID Token. */
export function plainOAuth(variants: readonly Variant[]): Variant[] {
  return variants.map((variant) => ({ ...variant, client: 'plain_oauth' }))
}

export function only<Name extends keyof Variant>(
  variants: readonly Variant[],
  name: Name,
  value: Variant[Name],
): Variant[] {
  return variants.filter((variant) => variant[name] === value)
}
