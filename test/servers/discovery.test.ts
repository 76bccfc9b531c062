import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { http, insecureIssuer, issuer } from './server.ts'

for (const algorithm of ['oidc', 'oauth2'] as const) {
  test(`${algorithm === 'oidc' ? 'oidc-discovery 4' : 'rfc8414 3'}: the ${algorithm} document`, async () => {
    const response = await oauth.discoveryRequest(issuer, { ...http, algorithm })
    const as = await oauth.processDiscoveryResponse(issuer, response)
    assert.equal(as.issuer, issuer.origin)
    assert.ok(as.grant_types_supported?.includes('urn:openid:params:grant-type:ciba'))
  })
}

test('rfc8414 3/2, oidc-discovery 7.1/2: plain http needs allowInsecureRequests', async () => {
  await assert.rejects(oauth.discoveryRequest(insecureIssuer), { code: oauth.HTTP_REQUEST_FORBIDDEN })
  const response = await oauth.discoveryRequest(insecureIssuer, { [oauth.allowInsecureRequests]: true })
  const as = await oauth.processDiscoveryResponse(insecureIssuer, response)
  assert.equal(as.issuer, insecureIssuer.origin)
})

test('rfc8414 3.3/1, 6.2/1, oidc-discovery 4.3/2a, 7.2/2: the document of another issuer is refused', async () => {
  const response = await oauth.discoveryRequest(issuer, http)
  await assert.rejects(oauth.processDiscoveryResponse(new URL('https://other.example.test'), response), {
    code: oauth.JSON_ATTRIBUTE_COMPARISON,
  })
})

test('a certificate from an unknown authority: the error of the transport is rethrown', async () => {
  await assert.rejects(oauth.discoveryRequest(issuer), { name: 'TypeError', message: 'fetch failed' })
})
