import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Request as OtherRequest } from 'undici'
import { code, flavours, hybrid } from '../../test/fixtures/hybrid.ts'
import { leftHalf } from '../../test/fixtures/jwt.ts'
import { anotherClass, foreign } from '../../test/fixtures/realm.ts'
import { failed, type Refusal, rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import * as oauth from '../index.ts'

const post = (body: URLSearchParams) => ({ method: 'POST', body: body.toString(), headers: { 'content-type': form } })
const form = 'application/x-www-form-urlencoded'
const callback = 'https://rp.example/cb'

for (const flavour of flavours) {
  test(`oidc-core 3.3.2.7/1: parameters are read from the fragment of a URL, not its query (${flavour})`, async () => {
    const { call, parameters } = hybrid(flavour)
    const result = await call(new URL(`${callback}?code=evil#${parameters}`))
    assert.equal(result.get('code'), code)
    await rejects(() => call(new URL(`${callback}?${parameters}`)), wrongValue)
    await rejects(() => call(new URL(`${callback}#`)), wrongValue)
  })

  test(`fapi1-baseline 5.2.3/6: a form post (${flavour})`, async () => {
    const { call, parameters } = hybrid(flavour)
    assert.equal((await call(new Request(callback, post(parameters)))).get('code'), code)
    const theirs = new OtherRequest(callback, post(parameters))
    assert.equal((await call(theirs as unknown as Request)).get('code'), code)
    const get = new Request(callback)
    await rejects(() => call(get), { ...wrongValue, cause: get })
  })

  test(`difference 22: parameters, URL and request from another realm (${flavour})`, async (t) => {
    const { call, parameters } = hybrid(flavour)
    assert.equal((await call(foreign('URLSearchParams', new URLSearchParams(parameters)))).get('code'), code)
    assert.equal((await call(foreign('URL', new URL(`${callback}#${parameters}`)))).get('code'), code)
    const request = new Request(callback, post(parameters))
    anotherClass(t, 'Request')
    assert.equal((await call(request)).get('code'), code)
  })

  test(`misuse: values that are not parameters (${flavour})`, async () => {
    const { call } = hybrid(flavour)
    for (const none of [null, 'code=c', {}, new Response(), new Map(), 1]) {
      await rejects(() => call(none as never), wrongType)
    }
  })
}

const missing = failed('INVALID_RESPONSE', Object)
const stateless = { state: undefined, stripped: true }

// when s_hash is required: [title, given, refusal with plain OpenID Connect, refusal with FAPI]
const rules: [string, { state?: unknown; stripped?: boolean; s_hash?: unknown }, ...(Refusal | undefined)[]][] = [
  ['a state and its hash', {}],
  ['a state without its hash', { s_hash: undefined }, undefined, missing],
  ['no state and no hash', { ...stateless, s_hash: undefined }],
  ['no state, but a hash', stateless, missing, missing],
  ['no state, expectNoState', { ...stateless, state: oauth.expectNoState, s_hash: undefined }],
  ['a state is expected but missing', { stripped: true, s_hash: undefined }, missing, missing],
]
for (const [index, flavour] of flavours.entries()) {
  for (const [title, { stripped, s_hash, state, ...rest }, ...refusals] of rules.map(complete)) {
    test(`fapi1-advanced 5.1.1/1, 5.2.3.1/3: ${title} (${flavour})`, async () => {
      const { call, parameters } = hybrid(flavour, { claims: { s_hash }, state, ...rest })
      if (stripped) parameters.delete('state')
      const refusal = refusals[index]
      if (refusal) await rejects(() => call(parameters), refusal)
      else assert.equal((await call(parameters)).get('code'), code)
    })
  }
}

function complete([title, given, ...refusals]: (typeof rules)[number]) {
  return [title, { state: 'state', s_hash: leftHalf('state'), stripped: false, ...given }, ...refusals] as const
}
