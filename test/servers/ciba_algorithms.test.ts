// CIBA with each client authentication method, and signed with each algorithm.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { ask, poll } from './ciba_flow.ts'
import { as, type Party, party, SIGNING_ALGORITHMS, userAnswers } from './server.ts'

async function signIn(who: Party, options: oauth.DPoPRequestOptions = {}) {
  const { auth_req_id } = await ask(who)
  await userAnswers(auth_req_id, 'approve')
  const { response, tokens } = await poll(who, auth_req_id, options)
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
  await oauth.validateApplicationLevelSignature(as, response, who.http)
  return { response, tokens }
}

for (const method of [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
]) {
  test(`ciba 4/2.5, 7.1/p2a, 10.1/p2: ${method}`, async () => {
    await signIn(party(method))
  })
}

for (const alg of SIGNING_ALGORITHMS) {
  test(`ciba 4/2.5, 7.1/p2b, oidc-core 3.1.3.7/6b: client assertion and ID Token signed with ${alg}`, async () => {
    const { tokens } = await signIn(party(`id_token ${alg}`, alg))
    const [header] = (tokens.id_token as string).split('.') as [string]
    assert.equal(JSON.parse(Buffer.from(header, 'base64url').toString()).alg, alg)
  })

  test(`rfc9449 5/1, 5/3: CIBA tokens bound by a proof with ${alg}`, async () => {
    const bank = party('private_key_jwt')
    const DPoP = oauth.DPoP(bank.client, await oauth.generateKeyPair(alg))
    assert.equal((await signIn(bank, { DPoP })).tokens.token_type, 'dpop')
  })
}

test('oidc-core 3.1.3.7/7: an ID Token signed with an algorithm other than the registered one is refused', async () => {
  const bank = party('id_token RS256')
  const { auth_req_id } = await ask(bank)
  await userAnswers(auth_req_id, 'approve')
  const client = { ...bank.client, id_token_signed_response_alg: 'ES256' }
  await assert.rejects(poll({ ...bank, client }, auth_req_id), { code: oauth.INVALID_RESPONSE })
})
