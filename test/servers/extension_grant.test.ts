import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { TOKEN_EXCHANGE } from './clients.ts'
import { as, party } from './server.ts'

const { client, auth, http } = party('private_key_jwt')

async function exchange(subjectToken: string) {
  const parameters = [
    ['subject_token', subjectToken],
    ['subject_token_type', 'urn:ietf:params:oauth:token-type:access_token'],
    ['audience', 'urn:example:one'],
    ['audience', 'urn:example:two'],
  ]
  const response = await oauth.genericTokenEndpointRequest(as, client, auth, TOKEN_EXCHANGE, parameters, http)
  return oauth.processGenericTokenEndpointResponse(as, client, response)
}

test('rfc8693 2.1/1, 2.1/2, 2.2.1/1, rfc6749 4.5/1: a token is exchanged for another', async () => {
  const response = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, http)
  const { access_token } = await oauth.processClientCredentialsResponse(as, client, response)
  const exchanged = await exchange(access_token)
  assert.equal(exchanged.issued_token_type, 'urn:ietf:params:oauth:token-type:access_token')
  assert.notEqual(exchanged.access_token, access_token)
})

test('rfc8693 2.2.2/1: an unknown subject token is refused', async () => {
  await assert.rejects(exchange('no-such-token'), { name: 'ResponseBodyError', error: 'invalid_grant' })
})
