// Without misbehaviour every flow succeeds, with this library and with npm oauth4webapi. npm jose verifies every JWT on
// the way.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as theirs from 'oauth4webapi'
import * as ours from 'relying'
import type { AuthorizationServerOptions, TestAuthorizationServer } from 'relying/testing'
import { type FlowName, flows } from './flows.ts'
import { type Testimony, verifyAll } from './jose_witness.ts'
import { type Library, type Stage, setStage } from './stage.ts'

const testimony: Testimony = new Map()
const libraries: [string, Library][] = [
  ['relying', ours],
  ['oauth4webapi', theirs as unknown as Library],
]

for (const [name, library] of libraries) {
  for (const flow of Object.keys(flows) as FlowName[]) {
    const { options, oursOnly, prepare, play } = flows[flow]
    if (oursOnly && library !== ours) continue
    test(`${flow}, by ${name}`, async () => {
      const stage = await setStage(library, options)
      const subject = await play(stage, await prepare?.(stage))
      assert.ok(subject === undefined || subject === 'alice', `ends with ${subject}`)
      await verifyAll(stage.server, testimony)
    })
  }

  for (const alg of ['ES256', 'ES384', 'ES512', 'PS256', 'RS256', 'Ed25519'] as const) {
    test(`the whole sign-in, signed with ${alg}, by ${name}`, async () => {
      const stage = await setStage(library, { algorithms: [alg] })
      assert.equal(await flows.everything.play(stage, undefined), 'alice')
      await verifyAll(stage.server, testimony)
    })
  }

  const certificate = { 'x5t#S256': 'A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0', subject_dn: 'CN=client' }
  const selfSigned = { kty: 'EC', 'x5t#S256': certificate['x5t#S256'] }
  const methods: [string, AuthorizationServerOptions['client'], (server: TestAuthorizationServer) => Stage['auth']][] =
    [
      ['client_secret_basic', {}, ({ clientSecret }) => library.ClientSecretBasic(clientSecret)],
      [
        'client_secret_basic',
        { client_id: 'a client %&+', client_secret: "a secret:%&+-_.!~*'()" },
        ({ clientSecret }) => library.ClientSecretBasic(clientSecret),
      ],
      ['client_secret_post', {}, ({ clientSecret }) => library.ClientSecretPost(clientSecret)],
      ['client_secret_jwt', {}, ({ clientSecret }) => library.ClientSecretJwt(clientSecret)],
      ['private_key_jwt', {}, ({ privateKey }) => library.PrivateKeyJwt(privateKey)],
      ['tls_client_auth', { tls_client_auth_subject_dn: 'CN=client' }, () => library.TlsClientAuth()],
      ['self_signed_tls_client_auth', { jwks: { keys: [selfSigned] } }, () => library.TlsClientAuth()],
    ]
  for (const [method, registration, authentication] of methods) {
    test(`client authentication by ${method} ${registration?.client_id ?? ''}, by ${name}`, async () => {
      const client = { ...registration, token_endpoint_auth_method: method, ...mutualTls(method) }
      const stage = await setStage(library, { client: client as NonNullable<AuthorizationServerOptions['client']> })
      const { server } = stage
      const http = {
        [library.customFetch]: mutualTls(method) ? server.fetchWithCertificate(certificate) : server.fetch,
      }
      await backChannel({ ...stage, auth: authentication(server), http: { ...stage.http, ...http } })
      const aliased = server.exchanges.every(({ request }) => request.url.startsWith('https://mtls.as.example/'))
      assert.equal(aliased, mutualTls(method) !== undefined)
      await verifyAll(server, testimony)
    })
  }
}

function mutualTls(method: string) {
  const isMutual = method.includes('tls')
  return isMutual ? { use_mtls_endpoint_aliases: true, tls_client_certificate_bound_access_tokens: true } : undefined
}

/** Every endpoint at which a client authenticates. */
async function backChannel({ oauth, as, client, auth, http, server }: Stage): Promise<void> {
  const authorization = { response_type: 'code', redirect_uri: server.redirectUri }
  const pushed = await oauth.pushedAuthorizationRequest(as, client, auth, authorization, http)
  await oauth.processPushedAuthorizationResponse(as, client, pushed)
  const device = await oauth.deviceAuthorizationRequest(as, client, auth, {}, http)
  await oauth.processDeviceAuthorizationResponse(as, client, device)
  const hint = { scope: 'openid', login_hint: 'alice' }
  const ciba = await oauth.backchannelAuthenticationRequest(as, client, auth, hint, http)
  await oauth.processBackchannelAuthenticationResponse(as, client, ciba)
  const granted = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, http)
  const { access_token } = await oauth.processClientCredentialsResponse(as, client, granted)
  const introspect = async () => {
    const response = await oauth.introspectionRequest(as, client, auth, access_token, http)
    return oauth.processIntrospectionResponse(as, client, response)
  }
  const { active, cnf } = await introspect()
  assert.equal(active, true)
  assert.equal(cnf?.['x5t#S256'] !== undefined, client.use_mtls_endpoint_aliases === true)
  await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, auth, access_token, http))
  assert.equal((await introspect()).active, false)
}

test('npm jose verified JWTs of every kind', () => {
  const kinds = ['ID Token', 'access token', 'JARM response', 'UserInfo', 'introspection']
  for (const kind of [...kinds, 'DPoP proof', 'client assertion', 'request object']) {
    assert.ok(testimony.get(kind), kind)
  }
  console.log(`npm jose verified ${[...testimony].map(([kind, times]) => `${times} × ${kind}`).join(', ')}`)
})
