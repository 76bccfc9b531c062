// Runs each example as described in its first lines, and checks that it prints what it demonstrates.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { start } from './program.mjs'
import { visit } from './server/browser.mjs'

const stories = {
  machine_to_machine: [/^the API says: .*'report'/m, /with the same token: .*'report'/],
  resource_server: [
    /^a bearer token: +200 /m,
    /^a DPoP-bound token: +200 /m,
    /^no token: +401 Bearer, DPoP algs="ES256 Ed25519"$/m,
    /^a bound token, stolen: +401 Bearer error="invalid_token"/m,
    /^a token without the scope: +403 Bearer error="insufficient_scope", scope="orders:read"/m,
  ],
  dpop: [
    /^the server requires its own nonce/m,
    /^a token of the type dpop, bound to the key [\w-]{43}$/m,
    /^with the key: .*'report'/m,
    /^with another key: 401 bearer invalid_token, dpop invalid_token$/m,
  ],
  signed_messages: [/^the authorization URL has only \?client_id=shop&request_uri=urn/m, /^Signed in: alice$/m],
  fapi2: [/^the response is from http:\S+, the token type is dpop$/m, /^Signed in: Alice Example$/m],
  mtls: [/^the token is bound to the certificate [\w-]{43}$/m, /^without the certificate: 401 invalid_client$/m],
  refresh: [
    /^a valid token is reused: true$/m,
    /^two concurrent calls, one refresh: true$/m,
    /^the refresh token was rotated: true$/m,
    /^an old refresh token: the refresh token is no longer valid$/m,
  ],
  introspection: [/^a Bearer token of report, valid until 20/m, /^after its revocation: the token is not valid/m],
  unknown_api: [
    /^the API answers 401 and names http:\S+oauth-protected-resource$/m,
    /^the API trusts http:/m,
    /^registered as a client, with the secret of \d\d characters$/m,
    /^the API says: .*'4711'.* known: true/m,
  ],
  encrypted_id_token: [/^the ID Token came in 5 parts/m, /^Signed in: alice$/m],
  token_exchange: [
    /^another token than the caller's: true$/m,
    /^the warehouse says: .*[\s\S]*sub: 'alice'/m,
    /^an unknown token: invalid_request$/m,
  ],
  hybrid: [
    /^OpenID Connect: signed in: alice$/m,
    /^FAPI 1.0 Advanced: signed in: alice$/m,
    /^somebody else's code: OAUTH_JWT_CLAIM_COMPARISON_FAILED$/m,
  ],
  transport: [
    /was asked through the proxy: 1 connection$/m,
    /was asked again, through relying\/undici: 2 connections$/m,
    /^an endless answer: OperationProcessingError OAUTH_PARSE_ERROR, the response has more than 100000 bytes$/m,
    /^no answer: TimeoutError/m,
    /^aborted: the user pressed Cancel$/m,
  ],
}

describe('examples', { concurrency: 2 }, () => {
  for (const [story, said] of Object.entries(stories)) {
    test(`examples/${story}`, async () => {
      const program = start(`${story}/main.mjs`)
      assert.equal(await program.ended, 0, program.errors)
      for (const pattern of said) assert.match(program.output, pattern)
      assert.equal(program.errors, '')
    })
  }

  for (const args of [[], ['--by-hand']]) {
    test(`examples/device ${args}: the user confirms`, async () => {
      const program = start('device/main.mjs', { args })
      const [, address] = await program.says(/^Open (http\S+)$/m)
      await visit(address)
      assert.equal(await program.ended, 0, program.errors)
      assert.match(program.output, /^Signed in: alice$/m)
    })
  }

  test('examples/device: the user refuses', async () => {
    const program = start('device/main.mjs')
    const [, address] = await program.says(/^Open (http\S+)$/m)
    await visit(address, { answer: 'refuse' })
    assert.equal(await program.ended, 1)
    assert.equal(program.errors, 'Not signed in: you refused\n')
  })

  test('examples/device: Ctrl+C', { skip: process.platform === 'win32' && 'no signals' }, async () => {
    const program = start('device/main.mjs')
    await program.says(/check that it shows/)
    program.kill('SIGINT')
    assert.equal(await program.ended, 1)
    assert.equal(program.errors, 'Not signed in: interrupted\n')
  })

  test('examples/web_application: signed in, refused, and a response in another browser', async (t) => {
    const program = start('web_application/main.mjs')
    t.after(() => program.kill())
    const [, origin] = await program.says(/^Open (http\S+)$/m)
    const { callback, cookie } = await login(origin, 'allow')

    const stranger = await fetch(callback, { redirect: 'manual' })
    assert.equal(stranger.status, 400, 'the response arrives in another browser')
    const response = await fetch(callback, { headers: { cookie }, redirect: 'manual' })
    assert.equal(response.status, 303)
    const signedIn = response.headers.get('set-cookie').split(';')[0]
    assert.notEqual(signedIn, cookie, 'signed in under a new session')
    assert.match(await pageOf(origin, signedIn), /Signed in as Alice Example \(alice\)/)
    assert.match(await pageOf(origin, cookie), /href="\/login"/, 'nobody is signed in under the old session')
    const again = await fetch(callback, { headers: { cookie }, redirect: 'manual' })
    assert.equal(again.status, 400, 'the same response a second time')

    const refused = await login(origin, 'refuse')
    const refusal = await fetch(refused.callback, { headers: { cookie: refused.cookie } })
    assert.match(await refusal.text(), /You did not allow it/)
  })

  test('examples/single_page_app: in a simulated page', async (t) => {
    const program = start('single_page_app/main.mjs')
    t.after(() => program.kill())
    const [, origin] = await program.says(/^Open (http\S+)$/m)
    const [, library] = /"relying": "([^"]+)"/.exec(await (await fetch(origin)).text())
    const code = await (await fetch(`${origin}${library}`)).text()
    for (const [, imported] of code.matchAll(/from\s*"([^"]+)"/g)) {
      assert.equal((await fetch(new URL(imported, `${origin}${library}`))).status, 200, imported)
    }
    const page = start('single_page_app/page.mjs', { args: [origin] })
    assert.equal(await page.ended, 0, page.errors)
    assert.equal(page.output, 'Nobody is signed in.\nSigned in as Alice Example.\n')
  })
})

test('every example is listed in examples/README.md', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')
  for (const { name } of readdirSync(new URL('.', import.meta.url), { withFileTypes: true })) {
    if (name === 'server' || !existsSync(new URL(`${name}/main.mjs`, import.meta.url))) continue
    assert.ok(readme.includes(`](${name}/`), `${name} is not listed`)
  }
})

async function login(origin, answer) {
  const response = await fetch(`${origin}/login`, { redirect: 'manual' })
  const callback = await visit(response.headers.get('location'), { answer })
  return { callback, cookie: response.headers.get('set-cookie').split(';')[0] }
}

async function pageOf(origin, cookie) {
  return (await fetch(origin, { headers: { cookie } })).text()
}
