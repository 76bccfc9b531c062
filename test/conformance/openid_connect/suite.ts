// The server of a module: relying/testing, with metadata and a JWK Set like those of the suite, and hooks to change its
// responses.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import * as jose from 'jose'
import {
  type AuthorizationServerOptions,
  type ClientRegistration,
  createAuthorizationServer,
  type Decision,
  type Exchange,
  type TestAuthorizationServer,
} from 'relying/testing'
import type { Library } from '../../hostile/stage.ts'

export type ClientAuthMethod = NonNullable<ClientRegistration['token_endpoint_auth_method']>

/** What a tester of the suite chooses before starting a module. */
export interface Variant {
  responseType: 'code' | 'code id_token'
  byForm?: true
  method?: ClientAuthMethod
  registers?: true
}

export const variants = {
  code: { responseType: 'code' },
  'code by form_post': { responseType: 'code', byForm: true },
  'code id_token': { responseType: 'code id_token' },
  'code id_token by form_post': { responseType: 'code id_token', byForm: true },
} as const satisfies Record<string, Variant>

export interface SuiteOptions extends AuthorizationServerOptions {
  /** metadata in addition to that of every module */
  announces?: object
  /** replaces responses of the server */
  answers?: Partial<Record<Exchange['endpoint'], (response: Response, suite: Suite) => Response | Promise<Response>>>
  /** what happens before a request is answered */
  before?: Partial<Record<string, (suite: Suite) => Promise<void> | void>>
  /** responses at URLs for which the server has no endpoint */
  others?: Record<string, (headers: Headers) => Response | Promise<Response>>
  /** the decision of the user or the server */
  decision?: Decision
}

export interface Suite {
  oauth: Library
  server: TestAuthorizationServer
  variant: Variant
  http: { [customFetch: symbol]: TestAuthorizationServer['fetch'] }
  /** the application's request objects, by the URL where it publishes them */
  published: Map<string, string>
  /** The browser visits the authorization endpoint, and returns with a URL or a form. */
  visit(url: URL): Promise<URL | Request>
}

export const issuer = 'https://suite.example/test/a/relying/'
const certificate = { 'x5t#S256': 'A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0', subject_dn: 'CN=client' }

/** Starts a server for one module. */
export async function startSuite(oauth: Library, variant: Variant, options: SuiteOptions = {}): Promise<Suite> {
  const { announces: _, answers = {}, before = {}, others = {}, decision, metadata, client, ...rest } = options
  const method = variant.method ?? 'client_secret_basic'
  const server = await serverWith({
    issuer,
    // the suite does not implement RFC 9207
    metadata: { authorization_response_iss_parameter_supported: false, ...metadata },
    client: { token_endpoint_auth_method: method, ...ofMethod(method), ...client },
    // the algorithm of the suite if no other is registered
    algorithms: ['RS256'],
    ...rest,
  })
  const suite: Suite = {
    oauth,
    server,
    variant,
    http: {},
    published: new Map(),
    visit: async (url) => {
      await before.authorize?.(suite)
      const target = await withRequestObject(suite, url)
      return variant.byForm ? server.authorizeByForm(target, decision) : server.authorize(target, decision)
    },
  }
  const reach = method.includes('tls') ? server.fetchWithCertificate(certificate) : server.fetch
  suite.http[oauth.customFetch] = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const other = others[url.href]
    if (other) return other(new Headers(init?.headers))
    await before[url.pathname.split('/').at(-1) as string]?.(suite)
    const response = await reach(input, init)
    const { endpoint } = server.exchanges.at(-1) as Exchange
    const answer = await likeTheSuite(endpoint, response, options)
    return (await answers[endpoint]?.(answer, suite)) ?? answer
  }
  return suite
}

// RSA keys take half a second to generate, so servers that have them are reused
const withRsaKeys = new Map<string, TestAuthorizationServer>()

async function serverWith(options: AuthorizationServerOptions): Promise<TestAuthorizationServer> {
  if (!options.algorithms?.includes('RS256')) return createAuthorizationServer(options)
  const name = JSON.stringify(options)
  const server = withRsaKeys.get(name) ?? (await createAuthorizationServer(options))
  withRsaKeys.set(name, server)
  server.behave()
  server.exchanges.length = 0
  return server
}

function ofMethod(method: ClientAuthMethod): AuthorizationServerOptions['client'] {
  switch (method) {
    case 'tls_client_auth':
      return { tls_client_auth_subject_dn: certificate.subject_dn, use_mtls_endpoint_aliases: true }
    case 'self_signed_tls_client_auth':
      return {
        jwks: { keys: [{ kty: 'EC', 'x5t#S256': certificate['x5t#S256'] }] },
        use_mtls_endpoint_aliases: true,
      }
    default:
      return {}
  }
}

// the server of relying/testing does not fetch request objects, so it gets them by value
async function withRequestObject({ published, server }: Suite, url: URL): Promise<URL> {
  const { request_uri: requestUri, request, ...parameters } = Object.fromEntries(url.searchParams)
  const object = published.get(requestUri as string) ?? request
  if (object === undefined) return url
  // beside it there must be the parameters that OAuth requires, and the scope that OpenID Connect requires
  assert.deepEqual(Object.keys(parameters).sort(), ['client_id', 'response_type', 'scope'])
  const { alg } = jose.decodeProtectedHeader(object)
  const payload = jose.decodeJwt(object)
  assert.equal(alg, 'RS256')
  assert.equal(payload.client_id, parameters.client_id)
  assert.equal(payload.response_type, parameters.response_type)
  assert.equal(payload.iss, parameters.client_id)
  assert.equal(payload.aud, server.metadata.issuer)
  assert.ok(!('sub' in payload) && !('request' in payload) && !('request_uri' in payload))
  for (const number of [payload.iat, payload.exp, payload.max_age]) assert.equal(typeof number, 'number')
  const target = new URL(url.origin + url.pathname)
  target.search = new URLSearchParams({ client_id: parameters.client_id as string, request: object }).toString()
  return target
}

/** A response with changed JSON. */
export async function changed<Body>(response: Response, change: (body: Body) => unknown): Promise<Response> {
  return Response.json(change((await response.json()) as Body), { status: response.status })
}

/** Another JWK Set. */
export function otherKeys(
  change: (keys: jose.JWK[]) => unknown[] | Promise<unknown[]>,
): (response: Response) => Promise<Response> {
  return async (response) => {
    const { keys } = (await response.json()) as jose.JSONWebKeySet
    return Response.json({ keys: await change(keys) })
  }
}

interface Registered {
  client_secret_expires_at?: number
}

async function likeTheSuite(
  endpoint: string,
  response: Response,
  { announces, algorithms: [alg] = ['RS256'] }: SuiteOptions,
): Promise<Response> {
  switch (endpoint) {
    case 'discovery':
      return changed<object>(response, (body) => ({ ...body, ...announced, ...announces }))
    case 'jwks':
      return amongOthers(response)
    case 'userinfo':
      return asJwtInUtf8(response)
    case 'registration':
      // the response has the algorithm of the ID Token, but not client_secret_expires_at
      return changed<Registered>(response, ({ client_secret_expires_at: _, ...body }) => ({
        ...body,
        id_token_signed_response_alg: alg,
      }))
    default:
      return response
  }
}

// the media type of signed UserInfo has a charset
async function asJwtInUtf8(response: Response): Promise<Response> {
  if (response.headers.get('content-type') !== 'application/jwt') return response
  return new Response(await response.text(), { headers: { 'content-type': 'application/jwt;charset=UTF-8' } })
}

// the response types in the unusual order of the suite
const announced = {
  response_types_supported: ['code', 'id_token code', 'token code id_token', 'id_token', 'token id_token'],
  response_modes_supported: ['query', 'fragment', 'form_post'],
  id_token_signing_alg_values_supported: ['none', 'HS256', 'RS256', 'ES256', 'PS256', 'EdDSA'],
  userinfo_signing_alg_values_supported: ['HS256', 'RS256', 'ES256', 'PS256', 'EdDSA'],
  request_object_signing_alg_values_supported: ['none', 'HS256', 'RS256', 'ES256', 'PS256', 'EdDSA'],
  claim_types_supported: ['normal', 'aggregated', 'distributed'],
  claims_parameter_supported: true,
}

// the suite publishes keys of several types, for signatures and for encryption; those for signatures have no `alg`
const amongOthers = otherKeys(async (keys) => [...(await otherPublicKeys()), ...keys.map(({ alg: _, ...jwk }) => jwk)])

let others: Promise<jose.JWK[]> | undefined

/** Public keys that sign nothing: RSA, P-256, secp256k1, Ed25519, and two for encryption. */
export function otherPublicKeys(): Promise<jose.JWK[]> {
  others ??= Promise.all([
    publicKey('RS256', { use: 'sig' }),
    publicKey('ES256', { use: 'sig' }),
    generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({ format: 'jwk' }) as jose.JWK,
    publicKey('Ed25519', { use: 'sig' }),
    publicKey('RSA-OAEP', { use: 'enc', alg: 'RSA-OAEP' }),
    publicKey('ECDH-ES', { use: 'enc', alg: 'ECDH-ES' }),
  ]).then((keys) => keys.map((key, index) => ({ use: 'sig', ...key, kid: `other-${index}` })))
  return others
}

async function publicKey(alg: string, more: Partial<jose.JWK>): Promise<jose.JWK> {
  const { publicKey } = await jose.generateKeyPair(alg, { extractable: true })
  return { ...(await jose.exportJWK(publicKey)), ...more }
}
