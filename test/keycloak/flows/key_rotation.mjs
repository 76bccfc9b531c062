import assert from 'node:assert/strict'
import { decodeProtectedHeader } from 'jose'
import { flow, oauth, rejection, signIn } from '../relying_party.mjs'

export function keyRotationFlows(party) {
  const { as, http, keycloak } = party
  const client = { client_id: 'signed-ES256', id_token_signed_response_alg: 'ES256' }

  flow('rfc7517 4.5: the realm signs with a new key while the JWK Set is cached', async () => {
    const cache = {}
    const options = { ...http, [oauth.jwksCache]: cache }
    const fresh = { ...as } // the JWK Set is cached by this object
    const verify = ({ response }) => oauth.validateApplicationLevelSignature(fresh, response, options)
    const before = await signIn(party, client)
    await verify(before)
    const { id } = await keycloak.admin('GET', '')
    await keycloak.admin('POST', '/components', {
      name: 'new es256',
      parentId: id,
      providerId: 'ecdsa-generated',
      providerType: 'org.keycloak.keys.KeyProvider',
      config: { priority: ['200'], ecdsaEllipticCurveKey: ['P-256'] },
    })
    const after = await signIn(party, client)
    const kid = ({ result }) => decodeProtectedHeader(result.id_token).kid
    assert.notEqual(kid(after), kid(before))
    // within a minute the JWK Set is not fetched again, so that nobody can make the library request it all the time
    await rejection(verify(after), { code: oauth.KEY_SELECTION })
    const aged = { jwks: cache.jwks, uat: cache.uat - 61 }
    const later = { ...as }
    await oauth.validateApplicationLevelSignature(later, after.response, { ...http, [oauth.jwksCache]: aged })
    assert.ok(aged.jwks.keys.some((key) => key.kid === kid(after)))
    // the previous key is still published
    await oauth.validateApplicationLevelSignature(later, before.response, http)
  })
}
