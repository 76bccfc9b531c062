import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { USER } from '../administration.mjs'
import { deviation } from '../deviations.mjs'
import { flow, oauth, rejection, signIn } from '../relying_party.mjs'

export function proofOfPossessionFlows(party) {
  const { as, http, basic } = party
  const main = { client_id: 'main' }

  const grant = async ({ client_id = 'main', DPoP }) => {
    const client = { client_id }
    const response = await oauth.clientCredentialsGrantRequest(as, client, basic, {}, { ...http, DPoP })
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
      await bound(await grant({ DPoP }), DPoP)
    })
  }

  flow('rfc9449 5: a token bound to an Ed25519 key', async () => {
    const error = await rejection(grant({ DPoP: await handle('Ed25519') }), {})
    deviation('ed25519-name', error.error_description.includes('Ed25519'))
    const DPoP = await handle('Ed25519', {
      [oauth.modifyAssertion](header) {
        header.alg = 'EdDSA'
      },
    })
    await bound(await grant({ DPoP }), DPoP)
  })

  flow('rfc9449 7.1: code, token, UserInfo and refresh all with proofs', async () => {
    const DPoP = await handle('ES256')
    const { result } = await signIn(party, main, { options: { DPoP } })
    await bound(result, DPoP)
    const { sub } = oauth.getValidatedIdTokenClaims(result)
    const answer = await oauth.userInfoRequest(as, main, result.access_token, { ...http, DPoP })
    assert.equal((await oauth.processUserInfoResponse(as, main, sub, answer)).email, USER.email)
    const again = await oauth.refreshTokenGrantRequest(as, main, basic, result.refresh_token, { ...http, DPoP })
    await bound(await oauth.processRefreshTokenResponse(as, main, again), DPoP)

    // without the proof, or with another key's, the token is refused
    for (const other of [undefined, await handle('ES256')]) {
      const refused = await oauth.userInfoRequest(as, main, result.access_token, { ...http, DPoP: other })
      const error = await rejection(oauth.processUserInfoResponse(as, main, sub, refused), { status: 401 })
      const [{ scheme, parameters }] = error.cause
      assert.deepEqual([scheme, parameters.error], [other ? 'dpop' : 'bearer', 'invalid_token'])
    }
  })

  flow('rfc9449 5: the refresh token of a public client is bound, too', async () => {
    const client = { client_id: 'public' }
    const auth = oauth.None()
    const DPoP = await handle('ES256')
    const { result } = await signIn(party, client, { auth, options: { DPoP } })
    const refresh = async (DPoP) => {
      const again = await oauth.refreshTokenGrantRequest(as, client, auth, result.refresh_token, { ...http, DPoP })
      return oauth.processRefreshTokenResponse(as, client, again)
    }
    await bound(await refresh(DPoP), DPoP)
    await rejection(refresh(await handle('ES256')), { error: 'invalid_grant', status: 400 })
    await rejection(refresh(undefined), { error: 'invalid_grant', status: 400 })
  })

  flow('rfc9449 5.2: a client registered for bound tokens needs a proof', async () => {
    const error = await rejection(grant({ client_id: 'dpopbound' }), { status: 400 })
    deviation('proof-error', error.error === 'invalid_request')
    const DPoP = await handle('ES256')
    await bound(await grant({ client_id: 'dpopbound', DPoP }), DPoP)
  })

  flow('rfc9449 11.1: a proof is accepted once', async () => {
    const keycloakFetch = http[oauth.customFetch]
    let proof
    const replaying = (url, init) => {
      proof ??= init.headers.dpop
      return keycloakFetch(url, { ...init, headers: { ...init.headers, dpop: proof } })
    }
    const DPoP = await handle('ES256')
    const send = async () => {
      const options = { [oauth.customFetch]: replaying, DPoP }
      const response = await oauth.clientCredentialsGrantRequest(as, main, basic, {}, options)
      return oauth.processClientCredentialsResponse(as, main, response)
    }
    await send()
    deviation('proof-error', (await rejection(send(), { status: 400 })).error === 'invalid_request')
  })
}
