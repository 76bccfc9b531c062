// The server that the conformance suite runs for a relying party under test, built on relying/testing: an issuer with a
// path and a trailing slash, a JWK Set with decoys, nonces that are valid once, and separate endpoints for mutual TLS.
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

/** A request as it arrived. */
export interface Arrival {
  endpoint: Endpoint
  url: string
  method: string
  headers: Headers
  body: string
  /** whether it came over a connection with the client's certificate */
  certified: boolean
  /** whether it was refused for its nonce, and will be repeated */
  comesAgain?: boolean
}

/** The server, and what a module changes in it. */
export interface Suite {
  variant: Variant
  server: TestAuthorizationServer
  issuer: string
  resource: URL
  fetch(url: string, init: FetchInit): Promise<Response>
  /** Visits the URL like a browser; resolves with the callback URL. */
  authorize(url: URL): Promise<URL>
  /** what was wrong with a request: the polling loop may treat the error as a failure of the network */
  failure?: unknown
  /** every request, the earliest first; those for the JWK Set are allowed at any time, and no row lists them */
  arrivals: Arrival[]
  /** the identifiers of all JWTs so far */
  seen: Set<string>
  /** changes each ID Token, wherever it is sent */
  rewriteIdToken?: (jwt: string) => Promise<string>
  /** changes the JARM response */
  rewriteJarm?: (jwt: string) => Promise<string>
  /** with `authorization_request_type` `rar`: the requested authorization details */
  authorizationDetails?: string
  /** answers instead of the endpoint, if it resolves with a response */
  insteadOf: Partial<Record<Endpoint, (arrival: Arrival) => Response | undefined | Promise<Response | undefined>>>
  /** the key of the client, and how its JWTs are changed before they are signed */
  privateKey: TestAuthorizationServer['privateKey']
  modify?: (header: Record<string, unknown>) => void
  /** the client's registered algorithm for ID Tokens and responses, and the algorithm of its proofs */
  signedBy: string
  proofAlgorithm: 'ES256' | 'PS256' | 'Ed25519'
  /** returns the request to check instead of the one that the client sent */
  alter?: (arrival: Arrival) => Promise<Arrival>
  /** whether proofs must have a nonce */
  nonces: boolean
  /** CIBA: delivers a ping to the application; the last ping; and the status of each response */
  notify?: (notification: Request) => Promise<unknown>
  notification?: Request
  answers: number[]
  /** the key that decrypts ID Tokens, if they are encrypted */
  decryptionKey?: jose.CryptoKey
  /** the scheme as written in the resource's challenge */
  scheme: string
}

/**
 * `aliases`: whether the metadata lists the mTLS endpoints as aliases. Otherwise they are the regular endpoints of
 * variants that need them.
 */
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
      // announced even if the response is a JWT, which has it anyway, but not if an ID Token has it
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
  if (!endpoint) throw new Error(`nothing must be sent to ${pathname}`)
  return {
    endpoint,
    url,
    method,
    headers: new Headers(headers as Record<string, string>),
    body: String(body ?? ''),
    certified: host.startsWith('mtls.'),
  }
}

/** A nonce is valid once. The next one is not announced: the client gets it with the refusal. */
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

/** Generated once, because it is slow. */
let rsaKey: Promise<jose.GenerateKeyPairResult> | undefined
export function rsaKeyPair(): Promise<jose.GenerateKeyPairResult> {
  rsaKey ??= jose.generateKeyPair('RS256', { extractable: true })
  return rsaKey
}

/** The kid of the RSA key that the suite publishes with an `alg` that no signature may have. */
export const alternateKeyId = 'alternate'

/**
 * Adds keys of other algorithms with the right key's kid, before and after it, and an RSA key whose `alg` is `none`.
 */
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
