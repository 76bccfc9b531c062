import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { SCOPE } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { flow, oauth, rejection, relyingParty } from '../relying_party.mjs'
import { signIn } from './authorization_code.mjs'

export async function proofOfPossessionFlows(party) {
  const { as, http, basic } = party
  const main = { client_id: 'main', id_token_signed_response_alg: 'ES256' }

  const grant = async ({ as, client_id = 'main', DPoP }) => {
    const client = { client_id }
    const response = await oauth.clientCredentialsGrantRequest(as, client, basic, { scope: SCOPE }, { ...http, DPoP })
    return oauth.processClientCredentialsResponse(as, client, response)
  }
  const handle = async (alg, options) => oauth.DPoP(main, await oauth.generateKeyPair(alg), options)
  const bound = async (result, DPoP) => {
    assert.equal(result.token_type, 'dpop')
    assert.equal(decodeJwt(result.access_token).cnf.jkt, await DPoP.calculateThumbprint())
  }

  for (const alg of ['ES256', 'ES384', 'ES512', 'RS256', 'PS256']) {
    flow(`rfc9449 5: a token bound to an ${alg} key`, async () => {
      const DPoP = await handle(alg)
      await bound(await grant({ as, DPoP }), DPoP)
    })
  }

  flow('rfc9449 5: a token bound to an Ed25519 key', async () => {
    const error = await rejection(grant({ as, DPoP: await handle('Ed25519') }), {})
    deviation('ed25519-name', error.error === 'invalid_dpop_proof')
    const DPoP = await handle('Ed25519', {
      [oauth.modifyAssertion](header) {
        assert.equal(header.alg, 'Ed25519')
        header.alg = 'EdDSA'
      },
    })
    await bound(await grant({ as, DPoP }), DPoP)
  })

  flow('rfc9449 7.1: code, token, UserInfo and refresh all with proofs', async () => {
    const DPoP = await handle('ES256')
    const { result } = await signIn(party, main, { options: { DPoP } })
    await bound(result, DPoP)
    const { sub } = oauth.getValidatedIdTokenClaims(result)
    const answer = await oauth.userInfoRequest(as, main, result.access_token, { ...http, DPoP })
    assert.equal((await oauth.processUserInfoResponse(as, main, sub, answer)).email, 'user1@example.test')

    // without the proof the token is refused
    const bearer = await oauth.userInfoRequest(as, main, result.access_token, http)
    deviation('no-challenge', bearer.status === 401 && !bearer.headers.has('www-authenticate'))
    await rejection(oauth.processUserInfoResponse(as, main, sub, bearer), { code: oauth.RESPONSE_IS_NOT_CONFORM })

    const again = await oauth.refreshTokenGrantRequest(as, main, basic, result.refresh_token, { ...http, DPoP })
    await bound(await oauth.processRefreshTokenResponse(as, main, again), DPoP)
  })

  flow('rfc9449 5.2: a client registered for bound tokens needs a proof', async () => {
    await rejection(grant({ as, client_id: 'dpopbound' }), { error: 'invalid_dpop_proof', status: 403 })
    const DPoP = await handle('ES256')
    await bound(await grant({ as, client_id: 'dpopbound', DPoP }), DPoP)
  })

  const nonceParty = await relyingParty(party.glewlwyd, { issuer: party.glewlwyd.nonceIssuer })

  flow('rfc9449 8: required nonce, client credentials', async () => {
    const DPoP = await handle('ES256')
    const error = await rejection(grant({ as: nonceParty.as, DPoP }), { error: 'use_dpop_nonce', status: 400 })
    assert.ok(oauth.isDPoPNonceError(error))
    assert.ok(error.response.headers.get('dpop-nonce'))
    await bound(await grant({ as: nonceParty.as, DPoP }), DPoP)
  })

  flow('rfc9449 8 and 9: required nonce, code grant and UserInfo', async () => {
    const DPoP = await handle('RS256')
    await rejection(grant({ as: nonceParty.as, DPoP }), { error: 'use_dpop_nonce' }) // the handle stores the first nonce
    const { result } = await signIn(nonceParty, main, { options: { DPoP } })
    await bound(result, DPoP)
    const { sub } = oauth.getValidatedIdTokenClaims(result)
    const answer = await oauth.userInfoRequest(nonceParty.as, main, result.access_token, { ...http, DPoP })
    assert.equal((await oauth.processUserInfoResponse(nonceParty.as, main, sub, answer)).sub, sub)
  })
}
