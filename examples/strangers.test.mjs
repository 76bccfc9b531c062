// Requests that anybody can send to the servers of the examples, although no browser or client does: the server
// responds or drops the connection, and the process keeps running.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import * as oauth from 'relying'
import { createAuthorizationServer } from 'relying/testing'
import { start } from './program.mjs'
import { startApi } from './resource_server/api.mjs'
import { visit } from './server/browser.mjs'
import { startProxy } from './transport/network.mjs'
import { startUnknownApi } from './unknown_api/api.mjs'

const requests = ['GET //', 'TRACE /', 'GET http://a:b@c/', 'GET //elsewhere.example/', 'GET http://localhost:99999/']

describe('examples: what strangers send', { concurrency: 2 }, () => {
  for (const [name, startServer] of Object.entries({ resource_server: startApi, unknown_api: startUnknownApi })) {
    test(`misuse: examples/${name} answers a request that is none`, async () => {
      const server = await createAuthorizationServer()
      const { port } = await startServer(new URL(server.metadata.issuer), { [oauth.customFetch]: server.fetch })
      for (const request of requests) assert.match(await send(port, request), /^HTTP\/1\.1 40[015] /, request)
    })
  }

  for (const name of ['web_application', 'single_page_app']) {
    test(`misuse: examples/${name} outlives a request that is none`, async (t) => {
      const program = start(`${name}/main.mjs`)
      t.after(() => program.kill())
      const [, origin] = await program.says(/^Open (http\S+)$/m)
      for (const request of requests) await send(new URL(origin).port, request)
      assert.equal((await fetch(origin)).status, 200)
    })
  }

  test("misuse: examples/web_application shows a user's name as text", async (t) => {
    const preload = `data:text/javascript,${encodeURIComponent(`
      const { fetch } = globalThis
      const user = { sub: 'alice', name: '<script>"&' }
      globalThis.fetch = (url, options) => (url.endsWith('/me') ? Response.json(user) : fetch(url, options))`)}`
    const program = start('web_application/main.mjs', { env: { NODE_OPTIONS: `--import=${preload}` } })
    t.after(() => program.kill())
    const [, origin] = await program.says(/^Open (http\S+)$/m)
    const redirected = await fetch(`${origin}/login`, { redirect: 'manual' })
    const cookie = redirected.headers.get('set-cookie').split(';')[0]
    const callback = await visit(redirected.headers.get('location'))
    // cookies of other applications on the same host, before and after ours
    const headers = { cookie: `other-session=x; ${cookie}; session-of-another=y` }
    const signedIn = await fetch(callback, { headers, redirect: 'manual' })
    const page = await fetch(origin, { headers: { cookie: signedIn.headers.get('set-cookie').split(';')[0] } })
    assert.match(await page.text(), /Signed in as &#60;script&#62;&#34;&#38; \(alice\)\./)
  })

  test('misuse: the proxy of examples/transport drops who wants to nowhere', async (t) => {
    const proxy = await startProxy()
    t.after(proxy.close)
    assert.equal(await send(new URL(proxy.url).port, 'CONNECT a:b'), '')
  })

  test('misuse: examples/resource_server refuses a proof that was made for another API', async () => {
    const server = await createAuthorizationServer({ resource: 'https://api.example.test' })
    const { metadata: as, client, clientSecret, fetch } = server
    const { port } = await startApi(new URL(as.issuer), { [oauth.customFetch]: fetch })
    const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    const asked = await oauth.clientCredentialsGrantRequest(
      as,
      client,
      oauth.ClientSecretBasic(clientSecret),
      { scope: 'orders:read' },
      { DPoP, [oauth.customFetch]: fetch },
    )
    const { access_token } = await oauth.processClientCredentialsResponse(as, client, asked)

    const requestAt = async (address, target) => {
      let sent
      await oauth.protectedResourceRequest(access_token, 'GET', new URL(address), undefined, undefined, {
        DPoP,
        [oauth.allowInsecureRequests]: true,
        [oauth.customFetch]: async (_url, { headers }) => {
          sent = headers
          return new Response()
        },
      })
      return send(port, `GET ${target}`, sent)
    }
    assert.match(await requestAt(`http://localhost:${port}/orders`, '/orders'), /^HTTP\/1\.1 200 /)
    assert.match(await requestAt('http://elsewhere.example/orders', '//elsewhere.example/orders'), /^HTTP\/1\.1 400 /)
  })
})

/** Sends a request line unchanged; resolves with the response, empty if the connection was dropped. */
async function send(port, request, headers = {}) {
  const socket = connect(port, 'localhost')
  const lines = Object.entries({ host: 'localhost', connection: 'close', ...headers }).map((pair) => pair.join(': '))
  socket.write(`${[`${request} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`)
  let answer = ''
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text
  })
  socket.on('error', () => {})
  await once(socket, 'close')
  return answer
}
