// Discovery, registration, request objects by reference: modules of the Config and Dynamic plans. Both want the response type code only.
import assert from 'node:assert/strict'
import * as jose from 'jose'
import { getToKnow, signIn } from './application.ts'
import { type Row, testRows } from './rows.ts'
import { changed, issuer, type Suite } from './suite.ts'

const requestUri = 'https://client.example/request/4HzfCZ7Gx8M'
const elsewhere = `${issuer}jwksQwErTyUiOp`
const registers = { registers: true } as const

/** The same for a client that is known and for one that registers itself. */
function both(row: Row): Row[] {
  return [row, { ...row, title: `${row.title}; the client registers itself`, variant: registers }]
}

const rows: Row[] = [
  ...both({
    title:
      'oidc-discovery 4.3/2a: oidcc-client-test-discovery-openid-config: the application finds the metadata by the issuer',
    on: ['code'],
    ends: 'accepted',
  }),
  ...both({
    title: 'oidc-core 3.1.3.7/6b: oidcc-client-test-discovery-jwks-uri-keys: jwks_uri is another one each time',
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
    title: 'oidc-discovery 4.3/2a: oidcc-client-test-discovery-issuer-mismatch: issuer of the metadata is a longer one',
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
    title: 'oidc-core 2/p4b: oidcc-client-test-idtoken-sig-none: the registration was answered with none',
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
    title: 'oidc-core 5.3.4/3: oidcc-client-test-userinfo-signed: the client registered for RS256',
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
      'rfc9101 10.1/1, 10.8/2: oidcc-client-test-request-uri-signed-rs256: the request object is fetched, and signed with RS256',
    on: ['code'],
    variant: registers,
    play: signInByReference,
    ends: 'accepted',
  },
  {
    title: 'rfc9101 4/2a, 4/2b, 4/1c: oidcc-client-test: the server takes the request as a request object',
    options: { announces: { request_parameter_supported: true } },
    play: signInWithRequestObject,
    ends: 'accepted',
  },
  {
    title: 'rfc7591 3.1/1: oidcc-client-test: the client registers itself for private_key_jwt, and has no secret',
    on: ['code', 'code id_token'],
    variant: { registers: true, method: 'private_key_jwt' },
    wishes: { takesAsItIs: true },
    ends: 'accepted',
  },
  {
    title: 'rfc7591 3.2.1/4: oidcc-client-test-dynamic-registration: the suite says not when the client secret expires',
    on: ['code'],
    variant: registers,
    wishes: { takesAsItIs: true },
    ends: 'OperationProcessingError INVALID_RESPONSE',
    sees: [],
  },
]

/** The application publishes a request object of its own, and names it. */
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

/** The same by value, of a client whose key the server knows. */
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

// what stands beside a request object, all the same
function besides({ client_id, response_type, scope }: Record<string, string>): Record<string, string> {
  return { client_id, response_type, scope } as Record<string, string>
}

testRows(rows)
