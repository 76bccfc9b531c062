import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decoded } from '../../test/fixtures/jwt.ts'
import { keys } from '../../test/fixtures/keys.ts'
import { client, json, network, server } from '../../test/fixtures/parties.ts'
import * as oauth from '../index.ts'

const pair = await keys('Ed25519')

/** Sends a request to an origin, which answers with that nonce. Resolves with the nonce in the proof. */
function asking() {
  const DPoP = oauth.DPoP({}, pair)
  return async (origin: string, answered?: string | Response): Promise<unknown> => {
    const response =
      answered instanceof Response ? answered : json({}, 200, answered === undefined ? {} : { 'dpop-nonce': answered })
    const { sent, options } = network(() => response)
    await oauth.protectedResourceRequest('t', 'GET', new URL(origin), undefined, undefined, { ...options, DPoP })
    return decoded(sent[0]?.init.headers.dpop as string).claims.nonce
  }
}

test('rfc9449 4.2/9, 8/6, 8.2/1, 8.2/3: the latest nonce, unchanged, also from a successful response', async () => {
  const ask = asking()
  assert.equal(await ask('https://a.example', 'n-1'), undefined)
  assert.equal(await ask('https://a.example/other?path', '~n 2'), 'n-1')
  assert.equal(await ask('https://a.example'), '~n 2')
  assert.equal(await ask('https://a.example', ''), '~n 2')
  assert.equal(await ask('https://a.example'), '~n 2')
})

test('rfc9449 9/2: a nonce is used only for the origin that issued it', async () => {
  const ask = asking()
  await ask('https://a.example', 'a')
  for (const origin of ['https://b.example', 'https://a.example:444', 'https://www.a.example']) {
    assert.equal(await ask(origin), undefined)
  }
  assert.equal(await ask('https://a.example:443'), 'a')
})

test('compatible: handles do not share nonces', async () => {
  const [one, two] = [asking(), asking()]
  await one('https://a.example', 'a')
  assert.equal(await two('https://a.example'), undefined)
})

test('compatible: a hundred origins; the least recently used one is evicted', async () => {
  const ask = asking()
  const origin = (at: number) => `https://r${at}.example`
  for (let at = 0; at < 100; at++) await ask(origin(at), `n${at}`)
  assert.equal(await ask(origin(0)), 'n0', 'used again')
  await ask(origin(100), 'n100')
  assert.equal(await ask(origin(0)), 'n0')
  assert.equal(await ask(origin(1)), undefined, 'the oldest')
  assert.equal(await ask(origin(2)), 'n2')
  assert.equal(await ask(origin(100)), 'n100')
})

test('rfc9449 8/5, 9/1: the nonce of an error response is remembered', async () => {
  const ask = asking()
  const headers = { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'r' }
  await assert.rejects(ask('https://a.example', json({}, 401, headers)), oauth.isDPoPNonceError)
  assert.equal(await ask('https://a.example'), 'r')
})

test('rfc9449 8/3, 8/5: every function that takes a handle stores and sends nonces', async () => {
  const DPoP = oauth.DPoP({}, pair)
  const { sent, options } = network(({ url }) => json({}, 200, { 'dpop-nonce': `from ${url}` }))
  const more = { ...options, DPoP }
  const api = new URL('https://api.example/')
  const functions: [string, () => Promise<Response>][] = [
    ['https://as.example/token', () => oauth.clientCredentialsGrantRequest(server(), client(), oauth.None(), {}, more)],
    ['https://as.example/par', () => oauth.pushedAuthorizationRequest(server(), client(), oauth.None(), {}, more)],
    ['https://as.example/userinfo', () => oauth.userInfoRequest(server(), client(), 't', more)],
    ['https://as.example/register', () => oauth.dynamicClientRegistrationRequest(server(), {}, more)],
    ['https://api.example/', () => oauth.protectedResourceRequest('t', 'GET', api, undefined, undefined, more)],
  ]
  let expected: string | undefined
  for (const [url, call] of functions) {
    await call()
    const { nonce } = decoded(sent.at(-1)?.init.headers.dpop as string).claims
    assert.equal(nonce, url.startsWith('https://as.example') ? expected : undefined)
    expected = `from ${url}`
  }
})

test('compatible: an answer that is not a response does no harm', async () => {
  const DPoP = oauth.DPoP({}, pair)
  for (const odd of [undefined, null, {}, 'x', { headers: { get: 1 } }]) {
    const { options } = network(() => odd)
    const more = { ...options, DPoP }
    assert.equal(await oauth.clientCredentialsGrantRequest(server(), client(), oauth.None(), {}, more), odd)
  }
})
