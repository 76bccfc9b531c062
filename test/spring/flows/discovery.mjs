import assert from 'node:assert/strict'
import { USER } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { flow, oauth, rejection, signedClaims, signIn } from '../relying_party.mjs'

export function discoveryFlows(party) {
  const { as, http, spring } = party
  const discover = async (identifier, algorithm) => {
    const issuer = new URL(identifier)
    const response = await oauth.discoveryRequest(issuer, { ...http, algorithm })
    return oauth.processDiscoveryResponse(issuer, response)
  }

  for (const path of ['', '/tenant', '/tenant/of/another']) {
    flow(`oidc-discovery 4: the metadata of an issuer ${path || 'without a path'}`, async () => {
      const found = await discover(spring.origin + path, 'oidc')
      assert.equal(found.issuer, spring.origin + path)
      assert.equal(found.userinfo_endpoint, `${found.issuer}/userinfo`)
    })

    flow(`rfc8414 3: the metadata of an issuer ${path || 'without a path'}`, async () => {
      const found = await discover(spring.origin + path, 'oauth2')
      assert.equal(found.issuer, spring.origin + path)
      assert.equal(found.token_endpoint, `${found.issuer}/oauth2/token`)
      assert.equal(found.userinfo_endpoint, undefined)
    })
  }

  flow('oidc-core 3.1.3.7/2: a sign-in at an issuer with a path, whose tokens are refused elsewhere', async () => {
    const client = { client_id: 'main' }
    const tenant = await discover(`${spring.origin}/tenant`, 'oidc')
    const { response, result } = await signIn({ ...party, as: tenant }, client)
    const { iss, sub } = await signedClaims({ ...party, as: tenant }, response, result)
    assert.equal(iss, tenant.issuer)
    const answer = await oauth.userInfoRequest(tenant, client, result.access_token, http)
    assert.equal((await oauth.processUserInfoResponse(tenant, client, sub, answer)).sub, USER.username)
    const mixed = {
      ...as,
      authorization_endpoint: tenant.authorization_endpoint,
      token_endpoint: tenant.token_endpoint,
    }
    const error = await rejection(signIn({ ...party, as: mixed }, client), { code: oauth.JWT_CLAIM_COMPARISON })
    assert.equal(error.cause.claim, 'iss')
  })

  flow('rfc8414 3.3: the metadata of another issuer is refused', async () => {
    const response = await oauth.discoveryRequest(new URL(spring.origin), http)
    const other = oauth.processDiscoveryResponse(new URL('https://other.example.test'), response)
    await rejection(other, { code: oauth.JSON_ATTRIBUTE_COMPARISON })
  })

  flow('oidc-discovery 3: its metadata', () => {
    assert.ok(as.dpop_signing_alg_values_supported.includes('ES256'))
    assert.equal(as.tls_client_certificate_bound_access_tokens, true)
    assert.deepEqual(as.code_challenge_methods_supported, ['S256'])
    const { token_endpoint_auth_methods_supported: methods, id_token_signing_alg_values_supported: algs } = as
    deviation(
      'assertion-algs',
      methods.includes('private_key_jwt') && !as.token_endpoint_auth_signing_alg_values_supported,
    )
    deviation('id-token-algs', algs.join() === 'RS256')
  })

  flow('rfc9728 5: the challenge of its UserInfo leads to the metadata of a resource', async () => {
    const response = await oauth.userInfoRequest(as, { client_id: 'main' }, 'unknown', http)
    const refused = oauth.processUserInfoResponse(as, { client_id: 'main' }, oauth.skipSubjectCheck, response)
    const [{ parameters }] = (await rejection(refused, { status: 401 })).cause
    assert.equal(parameters.resource_metadata, `${spring.origin}/.well-known/oauth-protected-resource`)
    const resource = new URL(spring.origin)
    const metadata = await oauth.resourceDiscoveryRequest(resource, http)
    const { tls_client_certificate_bound_access_tokens, ...found } = await oauth.processResourceDiscoveryResponse(
      resource,
      metadata,
    )
    assert.equal(found.resource, spring.origin)
    assert.equal(tls_client_certificate_bound_access_tokens, true)
  })
}
