// Runs the code that exists only in a page, unchanged, against the authorization server of relying/testing.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { mock, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import * as oauth from 'relying'
import { createAuthorizationServer } from 'relying/testing'

const root = new URL('../', import.meta.url)
const pages = [
  'README.md',
  'UPGRADING.md',
  ...readdirSync(new URL('docs/guide/', root)).map((file) => `docs/guide/${file}`),
]
const sources = readdirSync(new URL('src/', root), { recursive: true })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'))
const blocks = new Map([...pages.flatMap(blocksOf), ...sources.flatMap((file) => commentBlocksOf(`src/${file}`))])
const issuer = new URL('https://as.example')

const runs = {
  'README.md: One flow': async (code) => {
    const server = await serve({
      client: { client_id: 'my-client', redirect_uris: ['https://client.example/callback'] },
    })
    const flow = code.replace(/^\/\/ 2\. .*$/m, 'const currentUrl = await browser(url)')
    const sub = await run(`${flow}\nreturn sub`, { oauth, secret: server.clientSecret, browser: server.authorize })
    assert.equal(sub, 'alice')
  },
  'UPGRADING.md: From openid-client 6': async (code) => {
    const server = await serve({ client: { client_id: 'client_id', token_endpoint_auth_method: 'client_secret_post' } })
    const [, here] = code.split('// here\n')
    const tokens = await run(`${here}\nreturn tokens`, { oauth, issuer, secret: server.clientSecret })
    assert.equal(tokens.token_type, 'bearer')
  },
  'UPGRADING.md: From arctic': async (code) => {
    const as = await run(`${code}\nreturn as`, {})
    const fetch = async (url) => Response.json({ access_token: url, token_type: 'bearer' })
    const options = { [oauth.customFetch]: fetch }
    const client = { client_id: 'arctic' }
    const response = await oauth.genericTokenEndpointRequest(as, client, oauth.None(), 'x', {}, options)
    const { access_token } = await oauth.processGenericTokenEndpointResponse(as, client, response)
    assert.equal(access_token, 'https://github.com/login/oauth/access_token')
  },
  'docs/guide/ciba.md: Poll, and survive a restart': async (code) => {
    const { metadata: as, client, clientSecret, approve } = await serve()
    const clientAuthentication = oauth.ClientSecretBasic(clientSecret)
    const parameters = { scope: 'openid', login_hint: 'alice' }
    const asked = await oauth.backchannelAuthenticationRequest(as, client, clientAuthentication, parameters)
    const acknowledgement = await oauth.processBackchannelAuthenticationResponse(as, client, asked)
    await approve(acknowledgement.auth_req_id)
    const state = oauth.getBackchannelPollingState(as, client, { ...acknowledgement, interval: 1 })
    const { tokens, last } = await run(`${code}\nreturn { tokens, last }`, {
      oauth,
      as,
      client,
      clientAuthentication,
      state,
    })
    assert.equal(oauth.getValidatedIdTokenClaims(tokens).sub, 'alice')
    assert.equal(last.status, 200)
  },
  'docs/guide/ciba.md: Ping': async (code) => {
    const token = oauth.generateClientNotificationToken()
    const tokenHash = await oauth.calculateClientNotificationTokenHash(token)
    const redeemed = []
    const errors = []
    let lookUp = async () => ({ auth_req_id: 'request-1', tokenHash })
    let handle
    await run(code, {
      oauth,
      Readable,
      createServer: (_tls, handler) => {
        handle = handler
      },
      find: () => lookUp(),
      console: { error: (error) => errors.push(error) },
      redeem: (id) => redeemed.push(id),
      key: undefined,
      cert: undefined,
    })
    const server = createHttpServer(handle).listen(0, '127.0.0.1').unref()
    await new Promise((resolve) => server.once('listening', resolve))
    const address = `http://127.0.0.1:${server.address().port}/ping`
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const ping = (init) => fetch(address, { method: 'POST', headers, body: '{"auth_req_id":"request-1"}', ...init })
    const anonymous = { 'content-type': 'application/json' }
    const answers = [await ping(), await ping({ headers: anonymous }), await ping({ method: 'GET', body: undefined })]
    assert.deepEqual([answers.map(({ status }) => status), redeemed], [[204, 401, 405], ['request-1']])
    // errors that would end the process if they left the listener: it responds, or the connection is gone
    const authorized = `authorization: Bearer ${token}\r\ncontent-type: application/json\r\n`
    const send = (text) => sendAndLeave(server, text)
    assert.match(await send(`TRACE / HTTP/1.1\r\nhost: a\r\n${authorized}\r\n`), /^HTTP\/1.1 405 /)
    const stranger = authorized.replace(token, 'x')
    const closed = await send(`POST / HTTP/1.1\r\nhost: a\r\n${stranger}content-length: 99999\r\n\r\n{"auth_req_id":"`)
    assert.match(closed, /^HTTP\/1.1 401 .*\r\nconnection: close\r\n/s)
    assert.match(await send(`POST // HTTP/1.1\r\nhost: a\r\n${authorized}content-length: 2\r\n\r\n{}`), / 400 /)
    await send(`POST / HTTP/1.1\r\nhost: a\r\n${authorized}content-length: 100\r\n\r\n{`)
    while (errors.length === 0) await nextTurn()
    lookUp = () => Promise.reject(new Error('the store is down'))
    assert.equal((await ping()).status, 503)
    server.close()
    assert.equal(redeemed.length, 1)
  },
  'docs/guide/device.md: The program': async (code) => {
    await serve()
    const { as, client, clientAuthentication } = await run(`${code}\nreturn { as, client, clientAuthentication }`, {
      oauth,
    })
    assert.equal(as.issuer, 'https://as.example')
    const response = await oauth.deviceAuthorizationRequest(as, client, clientAuthentication, {})
    assert.equal(response.status, 401, 'nobody registered it')
  },
  'docs/guide/device.md: Signed in': async (code) => {
    const { metadata: as, client, clientSecret, approve } = await serve()
    const clientAuthentication = oauth.ClientSecretBasic(clientSecret)
    const asked = await oauth.deviceAuthorizationRequest(as, client, clientAuthentication, { scope: 'openid profile' })
    const { device_code } = await oauth.processDeviceAuthorizationResponse(as, client, asked)
    await approve(device_code)
    const response = await oauth.deviceCodeGrantRequest(as, client, clientAuthentication, device_code)
    const tokens = await oauth.processDeviceCodeResponse(as, client, response)
    const user = await run(`${code}\nreturn whoIsIt(tokens)`, { oauth, as, client, http: {}, tokens })
    assert.equal(user.sub, 'alice')
  },
  'docs/guide/machine_to_machine.md: A key that you have': async (code) => {
    const { fromJwk, fromPem } = await run(`${code}\nreturn { fromJwk, fromPem }`, {})
    const { publicKey, privateKey } = await oauth.generateKeyPair('ES256', { extractable: true })
    const exported = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey)).toString('base64')
    const pem = ['-----BEGIN PRIVATE KEY-----', ...exported.match(/.{1,64}/g), '-----END PRIVATE KEY-----', '']
    const jwk = { ...(await crypto.subtle.exportKey('jwk', privateKey)), alg: 'ES256', kid: 'report-1' }
    const signature = { name: 'ECDSA', hash: 'SHA-256' }
    const data = new Uint8Array(1)
    for (const key of [await fromJwk(jwk), await fromPem(pem.join('\n')), await fromPem(pem.join('\\n'))]) {
      oauth.PrivateKeyJwt({ key, kid: jwk.kid })
      assert.ok(await crypto.subtle.verify(signature, publicKey, await crypto.subtle.sign(signature, key, data), data))
    }
  },
  'docs/guide/providers.md: Not accepted, and what to do': async (code) => {
    const http = await run(`${code}\nreturn http`, { oauth })
    mock.method(globalThis, 'fetch', async () => Response.json({ error: 'bad_verification_code' }))
    const as = {
      issuer: 'https://github.com/login/oauth',
      token_endpoint: 'https://github.com/login/oauth/access_token',
    }
    const client = { client_id: 'arctic' }
    const response = await oauth.genericTokenEndpointRequest(as, client, oauth.None(), 'x', {}, http)
    const processed = oauth.processGenericTokenEndpointResponse(as, client, response)
    await assert.rejects(processed, { code: oauth.RESPONSE_BODY_ERROR, error: 'bad_verification_code' })
  },
  'docs/guide/providers.md: Challenges that are none': async (code) => {
    const http = await run(`${code}\nreturn http`, { oauth })
    const as = { issuer: 'https://as.example', token_endpoint: 'https://as.example/token' }
    const client = { client_id: 'app' }
    const refreshed = async (status, error) => {
      const headers = { 'www-authenticate': `Bearer realm="Doorkeeper", error="${error}"` }
      mock.method(globalThis, 'fetch', async () => Response.json({ error }, { status, headers }))
      const response = await oauth.refreshTokenGrantRequest(as, client, oauth.None(), 'dead', http)
      return oauth.processRefreshTokenResponse(as, client, response)
    }
    await assert.rejects(refreshed(400, 'invalid_grant'), { code: oauth.RESPONSE_BODY_ERROR, error: 'invalid_grant' })
    await assert.rejects(refreshed(401, 'invalid_client'), { code: oauth.WWW_AUTHENTICATE_CHALLENGE })
  },
  'docs/guide/providers.md: A sign-in that is pending': async (code) => {
    const http = await run(`${code}\nreturn http`, { oauth })
    const as = { issuer: 'https://as.example', token_endpoint: 'https://as.example/token' }
    const client = { client_id: 'app' }
    const polled = async (error, status = 400) => {
      const headers = { 'www-authenticate': 'Basic realm="authentication required"' }
      mock.method(globalThis, 'fetch', async () => Response.json({ error }, { status, headers }))
      const response = await oauth.backchannelAuthenticationGrantRequest(as, client, oauth.None(), 'the id', http)
      return oauth.processBackchannelAuthenticationGrantResponse(as, client, response)
    }
    await assert.rejects(polled('invalid_grant'), { code: oauth.RESPONSE_BODY_ERROR, error: 'authorization_pending' })
    await assert.rejects(polled('invalid_request'), { code: oauth.WWW_AUTHENTICATE_CHALLENGE })
    await assert.rejects(polled('invalid_client', 401), { code: oauth.WWW_AUTHENTICATE_CHALLENGE })
  },
  'docs/guide/providers.md: Apple': async (code) => {
    const AppleSecret = await run(`${code}\nreturn AppleSecret`, { oauth })
    const { privateKey } = await oauth.generateKeyPair('ES256')
    let form
    mock.method(globalThis, 'fetch', async (_url, { body }) => {
      form = Object.fromEntries(new URLSearchParams(`${body}`))
      return Response.json({})
    })
    const as = { issuer: 'https://as.example', token_endpoint: 'https://as.example/token' }
    const secret = AppleSecret(privateKey, 'key-1', 'team-1')
    await oauth.refreshTokenGrantRequest(as, { client_id: 'app' }, secret, 'refresh')
    assert.deepEqual(Object.keys(form), ['refresh_token', 'grant_type', 'client_id', 'client_secret'])
    const [header, payload] = form.client_secret
      .split('.', 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
    assert.deepEqual(header, { alg: 'ES256', kid: 'key-1' })
    const { iss, aud, sub } = payload
    assert.deepEqual({ iss, aud, sub }, { iss: 'team-1', aud: 'https://appleid.apple.com', sub: 'app' })
  },
  'src/client_authentication/client_auth.ts: ClientAuth': async (code) => {
    const { metadata: as, exchanges } = await serve()
    const withApiKey = await run(`${code}\nreturn withApiKey`, { apiKey: 'key-1' })
    await oauth.clientCredentialsGrantRequest(as, { client_id: 'somebody' }, withApiKey, {})
    const { request } = exchanges.at(-1)
    assert.equal(request.headers['x-api-key'], 'key-1')
  },
  'src/jose/jwks.ts: jwksCache': async (code) => {
    const { metadata: as, client, clientSecret, resource } = await serve()
    const asked = await oauth.clientCredentialsGrantRequest(as, client, oauth.ClientSecretBasic(clientSecret), {})
    const { access_token } = await oauth.processClientCredentialsResponse(as, client, asked)
    const headers = { authorization: `Bearer ${access_token}` }
    const stored = new Map()
    const store = { get: async (name) => stored.get(name), set: async (name, value) => stored.set(name, value) }
    const request = new Request(resource.resource, { headers })
    await run(code, { ...oauth, as, store, request, audience: resource.resource })
    assert.equal(stored.get('jwks').jwks.keys.length > 0, true)
  },
  'docs/guide/transport.md: Timeouts': async (code) => {
    const { fetch } = await serve()
    const signals = []
    mock.method(globalThis, 'fetch', (url, init) => signals.push(init.signal) && fetch(url, init))
    await oauth.discoveryRequest(issuer, await run(`${code}\nreturn options`, {}))
    assert.ok(signals[0] instanceof AbortSignal)
  },
  'docs/guide/transport.md: Caches': async (code) => {
    const { fetch } = await serve()
    const caches = []
    mock.method(globalThis, 'fetch', (url, init) => caches.push(init.cache) && fetch(url, init))
    await oauth.discoveryRequest(issuer, await run(`${code}\nreturn options`, { oauth }))
    assert.deepEqual(caches, ['no-store'])
  },
  'docs/guide/transport.md: Logging': async (code) => {
    await serve()
    const lines = []
    const logged = await run(`${code}\nreturn logged`, { console: { log: (...words) => lines.push(words) } })
    await oauth.discoveryRequest(issuer, { [oauth.customFetch]: logged })
    assert.deepEqual(lines[0].slice(0, 3), ['GET', 'https://as.example/.well-known/openid-configuration', 200])
  },
}

for (const [name, code] of blocks) {
  test(`the code of ${name} runs`, async (t) => {
    assert.ok(runs[name], `${name}: say here how it is run`)
    t.after(() => mock.restoreAll())
    await runs[name](code)
  })
}

test('everything that is run stands in a page', () => {
  assert.deepEqual(
    Object.keys(runs).filter((name) => !blocks.has(name)),
    [],
  )
})

/** The code blocks of a page that are not taken from an example, by the heading above them. */
function blocksOf(page) {
  const found = []
  let heading = ''
  const text = readFileSync(new URL(page, root), 'utf8')
  for (const [whole, title, code] of text.matchAll(
    /^#+ (.*)$|(?<!^<!-- include: .* -->\n\n?)^```(?:js|ts)\n([\s\S]*?)^```$/gm,
  )) {
    if (title !== undefined) heading = title
    else if (whole.startsWith('```'))
      found.push([`${page}: ${heading}`, code.replace(/^import .* from 'relying'\n/m, '')])
  }
  return found
}

/** The code blocks in the comments of a source file, by the name that they belong to. */
function commentBlocksOf(file) {
  const text = readFileSync(new URL(file, root), 'utf8')
  const comments = text.matchAll(
    /^\/\*\*\n((?: \*.*\n)*?) \* ```ts\n((?: \*.*\n)*?) \* ```\n(?: \*.*\n)*export \w+ (\w+)/gm,
  )
  return [...comments].map(([, , code, name]) => [`${file}: ${name}`, code.replaceAll(/^ \* ?/gm, '')])
}

/** Sends that string unchanged and ends the connection once a response has arrived, or none can. */
async function sendAndLeave(server, text) {
  const socket = connect(server.address().port, '127.0.0.1')
  socket.write(text)
  if (!text.endsWith('{')) await once(socket, 'readable')
  else await once(server, 'request')
  const answer = String(socket.read() ?? '')
  socket.destroy()
  return answer
}

/** Runs code as the body of an async function with those names in scope. */
async function run(code, names) {
  const AsyncFunction = (async () => {}).constructor
  return new AsyncFunction(...Object.keys(names), code)(...Object.values(names))
}

/** A server that replaces the global `fetch`. */
async function serve(options) {
  const server = await createAuthorizationServer(options)
  mock.method(globalThis, 'fetch', server.fetch)
  return server
}
