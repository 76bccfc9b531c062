import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Claims, leftHalf, macced, now, part, sha256, signed } from '../../test/fixtures/jwt.ts'
import { keys } from '../../test/fixtures/keys.ts'
import { client, issuer, json, network, server, typed } from '../../test/fixtures/parties.ts'
import { validateDetachedSignatureResponse } from '../authorization/hybrid_response.ts'
import { validateJwtAuthResponse } from '../authorization/jwt_response_mode.ts'
import { processIntrospectionResponse } from '../introspection/introspection.ts'
import { validateApplicationLevelSignature } from '../message_signing/application_level_signature.ts'
import { validateJwtAccessToken } from '../resource_server/jwt_access_token.ts'
import { processUserInfoResponse } from '../userinfo/userinfo.ts'

// one key signs everything, and client and resource have the same name: only the rules of each kind tell them apart
const own = await keys('RS256')
const party = client()
const as = () => server({ userinfo_signing_alg_values_supported: ['RS256'] })
const keySet = () => network(json({ keys: [own.jwk] })).options
const common = () => ({ iss: issuer, aud: party.client_id, exp: now() + 60, iat: now() })
const resource = 'https://rs.example/orders'
const codes = { code: 'the code', state: 'the state' }

interface Parts {
  header: Claims
  claims: Claims
}

const kinds: Record<string, () => Parts> = {
  'ID Token': () => ({
    header: {},
    claims: { ...common(), sub: 'alice', nonce: 'n', c_hash: leftHalf(codes.code), s_hash: leftHalf(codes.state) },
  }),
  'authorization response': () => ({ header: {}, claims: { ...common(), ...codes } }),
  'access token': () => ({
    header: { typ: 'at+jwt' },
    claims: { ...common(), sub: 'alice', client_id: 'somebody', jti: '1', cnf: { jkt: 'x' } },
  }),
  'introspection response': () => ({
    header: { typ: 'token-introspection+jwt' },
    claims: { ...common(), token_introspection: { active: true } },
  }),
  'DPoP proof': () => ({
    header: { typ: 'dpop+jwt', jwk: own.jwk },
    claims: { iat: now(), jti: '1', htm: 'GET', htu: resource, ath: sha256('token') },
  }),
  'request object': () => ({
    header: { typ: 'oauth-authz-req+jwt' },
    claims: { ...common(), iss: party.client_id, aud: issuer, client_id: party.client_id, ...codes },
  }),
  'client assertion': () => ({
    header: {},
    claims: { ...common(), iss: party.client_id, sub: party.client_id, aud: issuer, jti: '1' },
  }),
}

const places: Record<string, (jwt: string) => Promise<unknown>> = {
  'ID Token': (id_token) => {
    const parameters = new URLSearchParams({ id_token, ...codes })
    return validateDetachedSignatureResponse(as(), party, parameters, 'n', codes.state, undefined, keySet())
  },
  'authorization response': (response) =>
    validateJwtAuthResponse(as(), party, new URLSearchParams({ response }), codes.state, keySet()),
  'access token': (token) => {
    const request = new Request(resource, { headers: { authorization: `Bearer ${token}` } })
    return validateJwtAccessToken(as(), request, party.client_id, keySet())
  },
  'introspection response': async (jwt) => {
    const response = typed('application/token-introspection+jwt', jwt)
    await processIntrospectionResponse(as(), party, response)
    await validateApplicationLevelSignature(as(), response, keySet())
  },
  'UserInfo response': async (jwt) => {
    const response = typed('application/jwt', jwt)
    await processUserInfoResponse(as(), party, 'alice', response)
    await validateApplicationLevelSignature(as(), response, keySet())
  },
  'DPoP proof': (dpop) => {
    const claims = { ...partsOf('access token').claims, cnf: { jkt: 'x' } }
    const token = signed(own, claims, { typ: 'at+jwt' })
    const request = new Request(resource, { headers: { authorization: `DPoP ${token}`, dpop } })
    return validateJwtAccessToken(as(), request, party.client_id, keySet())
  },
}

/** Kinds that pass as a UserInfo response, because that has no type and no claim of its own. */
const indistinguishable = ['ID Token', 'access token']

async function isAccepted(place: string, jwt: string): Promise<boolean> {
  try {
    await places[place]?.(jwt)
    return true
  } catch (error) {
    assert.match((error as { code: string }).code, /^OAUTH_/)
    return false
  }
}

for (const place in places) {
  for (const kind in kinds) {
    if (place === kind) continue
    const accepted = place === 'UserInfo response' && indistinguishable.includes(kind)
    test(`rfc8725 2.8/1, 3.12/1, rfc9068 4/1, rfc9449 11.5/1, rfc9701 8.1/1: ${kind} as ${place}`, async () => {
      const { header, claims } = partsOf(kind)
      assert.equal(await isAccepted(place, signed(own, claims, header)), accepted)
    })
  }
}

for (const place of ['ID Token', 'authorization response', 'introspection response']) {
  test(`rfc8725 3.8/1: ${place} is accepted as what it is`, async () => {
    const { header, claims } = partsOf(place)
    assert.equal(await isAccepted(place, signed(own, claims, header)), true)
  })
}

for (const place in places) {
  const { header, claims } = partsOf(place === 'UserInfo response' ? 'ID Token' : place)
  test(`rfc7518 3.6/2, rfc9068 2.1/1, 4/5b, jarm 2.4/5b, fapi1-advanced 5.2.3.1/2, 8.6/3, fapi2-sp 5.4.1/1.3: ${place} without a signature`, async () => {
    for (const alg of ['none', 'None', 'NONE']) {
      for (const signature of ['', 'AAAA']) {
        const jwt = `${part({ ...header, alg })}.${part(claims)}.${signature}`
        assert.equal(await isAccepted(place, jwt), false)
      }
    }
  })
  test(`rfc8725 3.1/1b, fapi2-sp 5.4.1/1.1, rfc9449 4.3/5, 11.6/1: ${place} with an HMAC of the public key`, async () => {
    const publicKey = JSON.stringify(own.jwk)
    assert.equal(await isAccepted(place, macced(publicKey, claims, { ...header, alg: 'HS256' })), false)
  })
}

function partsOf(kind: string): Parts {
  return (kinds[kind] as () => Parts)()
}
