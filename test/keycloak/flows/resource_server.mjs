import assert from 'node:assert/strict'
import { requestAt } from '../../independent_servers/flow.mjs'
import { RESOURCE } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { flow, oauth, rejection, signIn } from '../relying_party.mjs'

export function resourceServerFlows(party) {
  const { as, http } = party
  const client = { client_id: 'rfc9068' }
  const bearer = ({ access_token }) => new Request(RESOURCE, { headers: { authorization: `Bearer ${access_token}` } })

  flow('rfc9068 4: an access token with typ at+jwt', async () => {
    const { result } = await signIn(party, client)
    const claims = await oauth.validateJwtAccessToken(as, bearer(result), RESOURCE, http)
    assert.equal(claims.client_id, 'rfc9068')
    await rejection(oauth.validateJwtAccessToken(as, bearer(result), 'https://other.example.test', http), {
      code: oauth.JWT_CLAIM_COMPARISON,
    })
  })

  flow('rfc9068 2.2: an access token without client_id is refused', async () => {
    const { result } = await signIn(party, { client_id: 'atjwt' })
    const error = await rejection(oauth.validateJwtAccessToken(as, bearer(result), RESOURCE, http), {})
    deviation('access-token-client-id', error.code === oauth.INVALID_RESPONSE && error.message.includes('client_id'))
  })

  flow('rfc9068 2.1: an access token with typ JWT is refused', async () => {
    const { result } = await signIn(party, { client_id: 'main' })
    const error = await rejection(oauth.validateJwtAccessToken(as, bearer(result), RESOURCE, http), {})
    deviation('access-token-type', error.code === oauth.INVALID_RESPONSE)
  })

  flow('compatible: a bound access token with a second member in its confirmation is refused', async () => {
    const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    const { result } = await signIn(party, client, { options: { DPoP } })
    const error = await rejection(
      oauth.validateJwtAccessToken(as, await requestAt(RESOURCE, result, DPoP), RESOURCE, http),
      {
        code: oauth.UNSUPPORTED_OPERATION,
      },
    )
    const { cnf } = error.cause.claims
    assert.equal(cnf.jkt, await DPoP.calculateThumbprint())
    deviation('second-confirmation', Object.keys(cnf).length === 2)
  })
}
