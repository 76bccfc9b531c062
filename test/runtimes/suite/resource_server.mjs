// validateJwtAccessToken: the resource server's side, with the Request class of each runtime.
import { equal, rejects } from './assert.mjs'
import { check } from './check.mjs'
import * as oauth from './library.mjs'
import { as, claims, client, jwks, keyPair, now, recording, serving } from './party.mjs'
import { signJwt } from './web_crypto.mjs'

const audience = 'https://rs.example.test'
const accessToken = async (more, header) => {
  const { privateKey } = await keyPair('ES256')
  const body = claims({ aud: audience, jti: 'j', client_id: 'client', ...more })
  return signJwt({ alg: 'ES256', typ: 'at+jwt', kid: 'ES256', ...header }, body, privateKey)
}
const validate = async (headers, options) => {
  const request = new Request('https://rs.example.test/thing?x=1', { headers })
  return oauth.validateJwtAccessToken(as(), request, audience, { ...serving(await jwks('ES256')), ...options })
}

check('rfc9068 4: a valid bearer token', async () => {
  equal((await validate({ authorization: `Bearer ${await accessToken()}` })).client_id, 'client')
})

check('rfc9068 4: invalid tokens', async () => {
  const refuses = async (more, members, header) =>
    rejects(validate({ authorization: `Bearer ${await accessToken(more, header)}` }), members)
  await refuses({ iss: 'https://other.example.test' }, { code: oauth.JWT_CLAIM_COMPARISON })
  await refuses({ aud: 'https://other.example.test' }, { code: oauth.JWT_CLAIM_COMPARISON })
  await refuses({ exp: now() - 60 }, { code: oauth.JWT_TIMESTAMP_CHECK })
  await refuses({ client_id: undefined }, { code: oauth.INVALID_RESPONSE })
  await refuses({}, { code: oauth.INVALID_RESPONSE }, { typ: 'JWT' })
  await rejects(validate({}), { code: oauth.INVALID_REQUEST })
  await rejects(validate({ authorization: 'Basic x' }), { is: oauth.UnsupportedOperationError })
  await rejects(validate({ authorization: `Bearer ${await accessToken()}` }, { requireDPoP: true }), {
    is: oauth.OperationProcessingError,
  })
})

check('rfc9449 7.1: a proof for another token, another key or another time is refused', async () => {
  const pair = await keyPair('ES256')
  const bound = { cnf: { jkt: await oauth.DPoP(client(), pair).calculateThumbprint() } }
  const headersFor = async (token, key = pair, party = client()) => {
    const options = recording()
    const url = new URL('https://rs.example.test/thing')
    await oauth.protectedResourceRequest(token, 'GET', url, undefined, undefined, {
      ...options,
      DPoP: oauth.DPoP(party, key),
    })
    return options.sent[0].headers
  }
  const token = await accessToken(bound)
  const good = await headersFor(token)
  equal((await validate(good)).sub, 'alice')
  const refused = { is: oauth.OperationProcessingError }
  const other = await accessToken({ ...bound, jti: 'other' })
  await rejects(validate({ ...good, authorization: `DPoP ${other}` }), refused)
  await rejects(validate({ ...good, authorization: `Bearer ${token}` }), refused)
  await rejects(validate(await headersFor(token, await oauth.generateKeyPair('ES256'))), refused)
  await rejects(validate(await headersFor(token, pair, { ...client(), [oauth.clockSkew]: -3600 })), {
    code: oauth.JWT_TIMESTAMP_CHECK,
  })
})
