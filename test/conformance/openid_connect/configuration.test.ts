// Discovery, registration, request objects by reference: modules of the Config and Dynamic plans. Both use only the
// response type code.
import assert from 'node:assert/strict'
import * as jose from 'jose'
import { getToKnow, signIn } from './application.ts'
import { type Row, testRows } from './rows.ts'
import { changed, issuer, type Suite } from './suite.ts'

const requestUri = 'https://client.example/request/4HzfCZ7Gx8M'
const elsewhere = `${issuer}jwksQwErTyUiOp`
const registers = { registers: true } as const

/** The row for a known client and for one that registers itself. */
function both(row: Row): Row[] {
  return [row, { ...row, title: `${row.title}; the client registers itself`, variant: registers }]
}

const rows: Row[] = [
  ...both({
    title:
      'oidc-discovery 4.3/2a: oidcc-client-test-discovery-openid-config: the application discovers the metadata from the issuer',
    on: ['code'],
    ends: 'accepted',
  }),
  ...both({
    title: 'oidc-core 3.1.3.7/6b: oidcc-client-test-discovery-jwks-uri-keys: jwks_uri is a different one each time',
    on: ['code'],
    options: { metadata: { jwks_uri: elsewhere } },
    play: async (suite) => {
      await signIn(suite)
      const { exchanges } = suite.server
      assert.deepEqual(
        exchanges.filter(({ endpoint }) => endpoint === 'jwks').map(({ request }) => request.url),
        [elsewhere],
      )
    },
    ends: 'accepted',
  }),
  ...both({
    title: 'oidc-discovery 4.3/2a: oidcc-client-test-discovery-issuer-mismatch: the metadata has a longer issuer',
    on: ['code'],
    options: { announces: { issuer: `${issuer}another` } },
    ends: 'OperationProcessingError JSON_ATTRIBUTE_COMPARISON',
    sees: [],
  }),
  {
    title: 'rfc7591 3.1/1, 3.2.1/1: oidcc-client-test-dynamic-registration: the application registers itself',
    on: ['code', 'code id_token'],
    variant: registers,
    play: async (suite) => {
      const { client } = await getToKnow(suite)
      assert.equal(typeof client.client_secret, 'string')
    },
    ends: 'accepted',
    sees: [],
  },
  {
    title: 'oidc-core 2/p4b: oidcc-client-test-idtoken-sig-none: the registration response has none',
    on: ['code'],
    variant: registers,
    options: {
      answers: {
        registration: (response) =>
          changed<object>(response, (body) => ({ ...body, id_token_signed_response_alg: 'none' })),
      },
    },
    wishes: { trustsTls: true },
    arrange: ({ server }) => server.misbehave('id_token.signature', 'none'),
    ends: 'accepted',
  },
  {
    title: 'oidc-core 5.3.4/3: oidcc-client-test-userinfo-signed: the client is registered for RS256',
    on: ['code'],
    variant: registers,
    wishes: { registration: { userinfo_signed_response_alg: 'RS256' } },
    play: async (suite) => {
      const { client } = await signIn(suite, { registration: { userinfo_signed_response_alg: 'RS256' } })
      assert.equal(client.userinfo_signed_response_alg, 'RS256')
      const { response } = suite.server.exchanges.find(({ endpoint }) => endpoint === 'userinfo') ?? {}
      assert.equal(response?.headers['content-type'], 'application/jwt')
    },
    ends: 'accepted',
  },
  {
    title:
      'rfc9101 10.1/1, 10.8/2: oidcc-client-test-request-uri-signed-rs256: the request object is signed with RS256 and fetched',
    on: ['code'],
    variant: registers,
    play: signInByReference,
    ends: 'accepted',
  },
  {
    title: 'rfc9101 4/2a, 4/2b, 4/1c: oidcc-client-test: the server accepts a request object',
    options: { announces: { request_parameter_supported: true } },
    play: signInWithRequestObject,
    ends: 'accepted',
  },
  {
    title: 'rfc7591 3.1/1: oidcc-client-test: the client registers itself for private_key_jwt, without a secret',
    on: ['code', 'code id_token'],
    variant: { registers: true, method: 'private_key_jwt' },
    wishes: { takesAsItIs: true },
    ends: 'accepted',
  },
  {
    title: 'rfc7591 3.2.1/4: oidcc-client-test-dynamic-registration: the suite omits client_secret_expires_at',
    on: ['code'],
    variant: registers,
    wishes: { takesAsItIs: true },
    ends: 'OperationProcessingError INVALID_RESPONSE',
    sees: [],
  },
]

/** The application publishes its request object, and sends its URL. */
async function signInByReference(suite: Suite): Promise<void> {
  const { oauth, published } = suite
  const { privateKey, publicKey } = await oauth.generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await jose.exportJWK(publicKey)), kid: 'of-the-application', use: 'sig', alg: 'RS256' }
  const registration = { request_object_signing_alg: 'RS256', request_uris: [requestUri], jwks: { keys: [jwk] } }
  await signIn(suite, {
    registration,
    parameters: { max_age: '3600' },
    wrap: async (parameters, { as, client }) => {
      const key = { key: privateKey, kid: jwk.kid }
      published.set(requestUri, await oauth.issueRequestObject(as, client, parameters, key))
      return { ...besides(parameters), request_uri: requestUri }
    },
  })
}

/** A request object by value, from a client whose key the server knows. */
async function signInWithRequestObject(suite: Suite): Promise<void> {
  const { oauth, server } = suite
  await signIn(suite, {
    parameters: { max_age: '3600' },
    wrap: async (parameters, { as, client }) => ({
      ...besides(parameters),
      request: await oauth.issueRequestObject(as, client, parameters, server.privateKey),
    }),
  })
}

// parameters that must also be beside a request object
function besides({ client_id, response_type, scope }: Record<string, string>): Record<string, string> {
  return { client_id, response_type, scope } as Record<string, string>
}

testRows(rows)
