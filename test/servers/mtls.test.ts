import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import * as oauth from 'relying'
import { obtainCode, redeemCode } from './code_flow.ts'
import { as, certificateOf, http, type Party, party } from './server.ts'

function thumbprint(clientId: string) {
  const { fingerprint256 } = new X509Certificate(certificateOf(clientId).cert)
  return Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
}

async function clientCredentials({ client, auth, http }: Party, parameters: Record<string, string> = {}) {
  const response = await oauth.clientCredentialsGrantRequest(as, client, auth, parameters, http)
  return oauth.processClientCredentialsResponse(as, client, response)
}

test('rfc8705 5: the server announces endpoint aliases on another port', () => {
  const { token_endpoint } = as.mtls_endpoint_aliases as oauth.MTLSEndpointAliases
  assert.notEqual(new URL(token_endpoint as string).port, new URL(as.token_endpoint as string).port)
})

for (const method of ['tls_client_auth', 'self_signed_tls_client_auth']) {
  test(`rfc8705 2/3, 3.2/2: ${method}, with a token bound to the certificate`, async () => {
    const bank = party(method)
    const { access_token } = await clientCredentials(bank)
    const introspected = await oauth.processIntrospectionResponse(
      as,
      bank.client,
      await oauth.introspectionRequest(as, bank.client, bank.auth, access_token, bank.http),
    )
    assert.equal(introspected.cnf?.['x5t#S256'], thumbprint(method))
  })

  test(`rfc8705 5/1a, fapi2-sp 5.3.3.1/7: ${method}, code, token and UserInfo through the aliases`, async () => {
    const bank = party(method)
    const visited: string[] = []
    const fetch = bank.http[oauth.customFetch]
    const watched = {
      ...bank,
      http: {
        [oauth.customFetch]: (...call: Parameters<typeof fetch>) => {
          visited.push(call[0])
          return fetch(...call)
        },
      },
    }
    const { tokens } = await redeemCode(watched, await obtainCode(bank, { scope: 'openid' }))
    const response = await oauth.userInfoRequest(as, bank.client, tokens.access_token, watched.http)
    assert.equal((await oauth.processUserInfoResponse(as, bank.client, 'alice', response)).sub, 'alice')
    assert.deepEqual(visited, [as.mtls_endpoint_aliases?.token_endpoint, as.mtls_endpoint_aliases?.userinfo_endpoint])
    // rfc8705 3: the same token is refused without the certificate
    const stolen = await oauth.userInfoRequest(as, bank.client, tokens.access_token, http)
    await assert.rejects(oauth.processUserInfoResponse(as, bank.client, 'alice', stolen), {
      name: 'WWWAuthenticateChallengeError',
      status: 401,
    })
  })
}

test('rfc8705 3.1: a JWT access token has the hash of the certificate', async () => {
  const bank = party('tls_client_auth')
  const { access_token } = await clientCredentials(bank, { resource: 'urn:example:jwt', scope: 'api:read' })
  const claims = JSON.parse(Buffer.from(access_token.split('.')[1] as string, 'base64url').toString())
  assert.equal(claims.cnf['x5t#S256'], thumbprint('tls_client_auth'))
})

for (const [clientId, shown] of [
  ['tls_client_auth', undefined],
  ['tls_client_auth', 'self_signed_tls_client_auth'],
  ['self_signed_tls_client_auth', 'tls_client_auth'],
] as const) {
  test(`rfc8705 2: ${clientId} with ${shown ? `the certificate of ${shown}` : 'no certificate'} is refused`, async () => {
    const { client, auth } = party(clientId)
    await assert.rejects(clientCredentials({ client, auth, http: shown ? party(shown).http : http }), {
      status: 401,
      error: 'invalid_client',
    })
  })
}
