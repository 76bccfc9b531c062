import assert from 'node:assert/strict'
import { requestAt } from '../../independent_servers/flow.mjs'
import { RESOURCE } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { flow, oauth, rejection, signIn, signInWithCertificate } from '../relying_party.mjs'

export function resourceServerFlows(party) {
  const { as, http, spring } = party
  const client = { client_id: 'rfc9068' }
  const asked = (result, DPoP) => requestAt(RESOURCE, result, DPoP)
  const validate = (request, options) => oauth.validateJwtAccessToken(as, request, RESOURCE, { ...http, ...options })

  flow('rfc9068 4: an access token with typ at+jwt, as a bearer token', async () => {
    const { result } = await signIn(party, client, { extra: { scope: 'openid read' } })
    const { client_id, scope } = await validate(await asked(result))
    assert.equal(client_id, 'rfc9068')
    deviation('access-token-scope', Array.isArray(scope) && scope.includes('read'))
    const elsewhere = oauth.validateJwtAccessToken(as, await asked(result), 'https://other.example.test', http)
    await rejection(elsewhere, { code: oauth.JWT_CLAIM_COMPARISON })
    await rejection(validate(await asked(result), { requireDPoP: true }), { code: oauth.INVALID_RESPONSE })
  })

  for (const alg of ['ES256', 'RS256']) {
    flow(`rfc9449 4.3: an access token bound to an ${alg} key`, async () => {
      const DPoP = oauth.DPoP(client, await oauth.generateKeyPair(alg))
      const { result } = await signIn(party, client, { options: { DPoP } })
      const { cnf } = await validate(await asked(result, DPoP), { requireDPoP: true })
      assert.deepEqual(cnf, { jkt: await DPoP.calculateThumbprint() })
      const other = oauth.DPoP(client, await oauth.generateKeyPair(alg))
      await rejection(validate(await asked(result, other)), { code: oauth.JWT_CLAIM_COMPARISON })
      const bare = new Request(RESOURCE, { headers: { authorization: `Bearer ${result.access_token}` } })
      await rejection(validate(bare), { code: oauth.INVALID_RESPONSE })
    })
  }

  flow('rfc9068 4: a changed access token is refused', async () => {
    const { result } = await signIn(party, client)
    const [header, payload, signature] = result.access_token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url'))
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'mallory' })).toString('base64url')
    const forged = { access_token: `${header}.${changed}.${signature}` }
    await rejection(validate(await asked(forged)), { code: oauth.INVALID_RESPONSE })
  })

  flow('compatible: a certificate-bound access token is refused', async () => {
    const { result } = await signInWithCertificate(party, { client_id: 'rfc9068-tls' }, spring.certificates.client)
    const error = await rejection(validate(await asked(result)), { code: oauth.UNSUPPORTED_OPERATION })
    assert.deepEqual(Object.keys(error.cause.claims.cnf), ['x5t#S256'])
  })

  flow('rfc9068 2.1, 2.2: the server’s unchanged access token is refused', async () => {
    const { result } = await signIn(party, { client_id: 'main' })
    const refused = oauth.validateJwtAccessToken(as, await asked(result), 'main', http)
    const { cause, code } = await rejection(refused, {})
    deviation('access-token-type', code === oauth.INVALID_RESPONSE && !('typ' in cause.header))
  })
}
