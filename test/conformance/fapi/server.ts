// The server that the conformance suite runs for a relying party under test, on top of the one of relying/testing: issuer with a path and a
// slash at its end, a JWK Set with decoys, nonces that are good for one answer, mutual TLS at addresses of its own.
import * as jose from 'jose'
import {
  type AuthorizationServerOptions,
  createAuthorizationServer,
  type FetchInit,
  type TestAuthorizationServer,
} from 'relying/testing'
import { checkAuthorizationRequest, checkRequest } from './requests.ts'
import type { Variant } from './variants.ts'

const base = 'suite.example/test/a/relying/'
const accounts = 'open-banking/v1.1/accounts'
const certificate = { 'x5t#S256': 'the-thumbprint-of-the-certificate-of-the-client', subject_dn: 'CN=relying' }
const algorithms = ['PS256', 'ES256', 'EdDSA']

export type Endpoint =
  | 'discovery'
  | 'jwks'
  | 'pushed_authorization'
  | 'authorization'
  | 'token'
  | 'resource'
  | 'backchannel_authentication'

/** A request, as it arrived. */
export interface Arrival {
  endpoint: Endpoint
  url: string
  method: string
  headers: Headers
  body: string
  /** whether it came over a connection with the client's certificate */
  certified: boolean
  /** whether it was refused for its nonce: the same comes again */
  comesAgain?: boolean
}

/** The server, and what a module changes about it. */
export interface Suite {
  variant: Variant
  server: TestAuthorizationServer
  issuer: string
  resource: URL
  fetch(url: string, init: FetchInit): Promise<Response>
  /** What the browser does; resolves with where it comes back. */
  authorize(url: URL): Promise<URL>
  /** what was wrong with a request: whoever polls may take the error for one of the network */
  failure?: unknown
  /** every request, the earliest first; those for the JWK Set are allowed at any time and stand in none of the rows */
  arrivals: Arrival[]
  /** what was there before: identifiers of JWTs */
  seen: Set<string>
  /** does something to each ID Token, from wherever it is sent */
  rewriteIdToken?: (jwt: string) => Promise<string>
  /** does something to the response of JARM */
  rewriteJarm?: (jwt: string) => Promise<string>
  /** `authorization_request_type` is `rar`: what is asked for beside the scope */
  authorizationDetails?: string
  /** answers instead of the endpoint, where it resolves with something */
  insteadOf: Partial<Record<Endpoint, (arrival: Arrival) => Response | undefined | Promise<Response | undefined>>>
  /** the key of the client, and how its JWTs are changed before they are signed */
  privateKey: TestAuthorizationServer['privateKey']
  modify?: (header: Record<string, unknown>) => void
  /** the algorithm of ID Tokens and responses, as the client is registered with it; and that of its proofs */
  signedBy: string
  proofAlgorithm: 'ES256' | 'PS256' | 'Ed25519'
  /** what is looked at in place of what the client sent */
  alter?: (arrival: Arrival) => Promise<Arrival>
  /** whether proofs need a nonce */
  nonces: boolean
  /** CIBA: hands a ping to the application; the last that was; and what it answered to each */
  notify?: (notification: Request) => Promise<unknown>
  notification?: Request
  answers: number[]
  /** what ID Tokens are encrypted for, where they are */
  decryptionKey?: jose.CryptoKey
  /** how the challenge of the resource writes its scheme */
  scheme: string
}

/** `aliases`: whether the metadata tell the addresses for mutual TLS apart; without, these are the only ones where they are needed. */
export async function createSuite(
  variant: Variant,
  more: AuthorizationServerOptions = {},
  aliases = true,
): Promise<Suite> {
  const issuer = `https://${base}`
  const mtls = `https://mtls.${base}`
  const method = variant.authentication === 'mtls' ? 'tls_client_auth' : 'private_key_jwt'
  const server = await createAuthorizationServer({
    ...more,
    issuer,
    resource: (variant.constraint === 'mtls' ? mtls : issuer) + accounts,
    client: {
      token_endpoint_auth_method: method,
      tls_client_auth_subject_dn: certificate.subject_dn,
      ...(variant.constraint === 'mtls' && { tls_client_certificate_bound_access_tokens: true }),
      ...(variant.constraint === 'dpop' && { dpop_bound_access_tokens: true }),
      ...(variant.request !== 'pushed' && { require_signed_request_object: true }),
      ...(variant.mode && {
        backchannel_token_delivery_mode: variant.mode,
        backchannel_authentication_request_signing_alg: 'ES256',
      }),
      ...more.client,
    },
    metadata: {
      token_endpoint_auth_methods_supported: [method],
      token_endpoint_auth_signing_alg_values_supported: algorithms,
      dpop_signing_alg_values_supported: algorithms,
      request_object_signing_alg_values_supported: algorithms,
      require_pushed_authorization_requests: variant.request !== 'by_value',
      // also where the response is a JWT, which says it anyway; not where an ID Token does
      authorization_response_iss_parameter_supported: variant.response !== 'code id_token',
      ...(!aliases && withoutAliases(variant, issuer, mtls)),
      ...more.metadata,
    },
  })
  Object.assign(server.resource, { dpop_signing_alg_values_supported: algorithms })
  const nonces = { server: 'of-the-server-0', resource: 'of-the-resource-0', count: 0 }
  const suite: Suite = {
    variant,
    server,
    issuer,
    resource: new URL(server.resource.resource),
    privateKey: server.privateKey,
    signedBy: more.algorithms?.[0] ?? 'ES256',
    proofAlgorithm: 'ES256',
    arrivals: [],
    seen: new Set(),
    insteadOf: {},
    answers: [],
    nonces: variant.constraint === 'dpop',
    scheme: 'DPoP',
    fetch: async (url, init) => {
      const arrival = arrivalOf(url, init)
      suite.arrivals.push(arrival)
      const refusal = () => (suite.nonces ? nonceRefusal(suite, arrival, nonces) : undefined)
      try {
        await checkRequest(suite, (await suite.alter?.(arrival)) ?? arrival)
        const refused = refusal()
        arrival.comesAgain = refused !== undefined
        const instead = refused ?? (await suite.insteadOf[arrival.endpoint]?.(arrival))
        if (instead) return instead
      } catch (error) {
        suite.failure ??= error
        throw error
      }
      const send = arrival.certified ? server.fetchWithCertificate(certificate) : server.fetch
      return rewritten(suite, arrival, await send(url, init))
    },
    authorize: async (url) => {
      const arrival = { ...arrivalOf(url.href, {}), endpoint: 'authorization' as const }
      suite.arrivals.push(arrival)
      await checkAuthorizationRequest(suite, (await suite.alter?.(arrival)) ?? arrival)
      const callback = await server.authorize(url)
      const parameters = new URLSearchParams(callback.hash.slice(1))
      const idToken = parameters.get('id_token')
      if (idToken !== null && suite.rewriteIdToken) {
        parameters.set('id_token', await suite.rewriteIdToken(idToken))
        callback.hash = parameters.toString()
      }
      const jarm = callback.searchParams.get('response')
      if (jarm !== null && suite.rewriteJarm) callback.searchParams.set('response', await suite.rewriteJarm(jarm))
      return callback
    },
  }
  return suite
}

function withoutAliases({ authentication, constraint }: Variant, issuer: string, mtls: string) {
  const authenticated = authentication === 'mtls' ? mtls : issuer
  return {
    ...({ mtls_endpoint_aliases: undefined } as object),
    token_endpoint: `${constraint === 'mtls' ? mtls : authenticated}token`,
    pushed_authorization_request_endpoint: `${authenticated}par`,
    backchannel_authentication_endpoint: `${authenticated}ciba`,
  }
}

const endpoints: Readonly<Record<string, Endpoint>> = {
  'openid-configuration': 'discovery',
  jwks: 'jwks',
  par: 'pushed_authorization',
  authorize: 'authorization',
  token: 'token',
  accounts: 'resource',
  ciba: 'backchannel_authentication',
}

function arrivalOf(url: string, { method = 'GET', headers, body }: FetchInit): Arrival {
  const { pathname, host } = new URL(url)
  const endpoint = endpoints[pathname.split('/').at(-1) as string]
  if (!endpoint) throw new Error(`nothing is to be sent to ${pathname}`)
  return {
    endpoint,
    url,
    method,
    headers: new Headers(headers as Record<string, string>),
    body: String(body ?? ''),
    certified: host.startsWith('mtls.'),
  }
}

/** A nonce is good until the next answer, and nobody says that there is another one: the refusal does. */
function nonceRefusal(
  { scheme }: Suite,
  { endpoint, headers }: Arrival,
  nonces: { server: string; resource: string; count: number },
): Response | undefined {
  const proof = headers.get('dpop')
  if (proof === null) return undefined
  const of = endpoint === 'resource' ? 'resource' : 'server'
  const wanted = nonces[of]
  if (jose.decodeJwt(proof).nonce === wanted) {
    nonces[of] = `of-the-${of}-${++nonces.count}`
    return undefined
  }
  if (of === 'server')
    return Response.json({ error: 'use_dpop_nonce' }, { status: 400, headers: { 'dpop-nonce': wanted } })
  const challenge = `${scheme} error="use_dpop_nonce", error_description="a nonce is needed"`
  return new Response(null, { status: 401, headers: { 'www-authenticate': challenge, 'dpop-nonce': wanted } })
}

async function rewritten(suite: Suite, { endpoint }: Arrival, answer: Response): Promise<Response> {
  if (endpoint === 'jwks') return Response.json(await withDecoys((await answer.json()) as jose.JSONWebKeySet))
  if (endpoint !== 'token' || !suite.rewriteIdToken) return answer
  const body = (await answer.json()) as { id_token?: string }
  if (body.id_token) body.id_token = await suite.rewriteIdToken(body.id_token)
  return Response.json(body, { status: answer.status })
}

/** Made once: it takes long. */
let rsaKey: Promise<jose.GenerateKeyPairResult> | undefined
export function rsaKeyPair(): Promise<jose.GenerateKeyPairResult> {
  rsaKey ??= jose.generateKeyPair('RS256', { extractable: true })
  return rsaKey
}

/** The identifier of the RSA key that the suite publishes with an `alg` that no signature may have. */
export const alternateKeyId = 'alternate'

/** Keys of other algorithms under the identifier of the right one, before it and after it; and an RSA key whose `alg` is `none`. */
async function withDecoys({ keys }: jose.JSONWebKeySet): Promise<jose.JSONWebKeySet> {
  const { kid, alg } = keys[0] as { kid: string; alg: string }
  const edwards = await jose.generateKeyPair('EdDSA', { extractable: true })
  const elliptic = await jose.generateKeyPair('ES256', { extractable: true })
  const { publicKey } = await rsaKeyPair()
  const rsa = await jose.exportJWK(publicKey)
  const [first, last] = [
    { ...(await jose.exportJWK(edwards.publicKey)), kid, use: 'sig', alg: 'EdDSA' },
    { ...(await jose.exportJWK(elliptic.publicKey)), kid, use: 'sig', alg: 'ES256' },
    { ...rsa, kid, use: 'sig', alg: 'PS256' },
  ].filter((decoy) => decoy.alg !== alg) as [jose.JWK, jose.JWK]
  return { keys: [first, ...keys, last, { ...rsa, kid: alternateKeyId, use: 'sig', alg: 'none' }] }
}
