// The other side of a flow: discovery, registration of a client, and the user's steps at the desk.
import { equal } from './assert.mjs'
import * as oauth from './library.mjs'
import { keyPair } from './party.mjs'
import { publicJwk } from './web_crypto.mjs'

/** The servers run on loopback without TLS. */
export const insecure = { [oauth.allowInsecureRequests]: true }

export const callbackUri = 'https://rp.example.test/cb'
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
export const cibaGrant = 'urn:openid:params:grant-type:ciba'

/** @param {import('./check.mjs').Host} host */
export async function discover(host) {
  const issuer = new URL(host.issuer)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  equal(as.issuer, host.issuer)
  return as
}

/** Registers a new client (RFC 7591), with the public key for `keyAlg` if it needs one. */
export async function register(as, metadata, keyAlg) {
  const jwks = keyAlg && { keys: [{ ...(await publicJwk((await keyPair(keyAlg)).publicKey)), use: 'sig', kid: 'own' }] }
  const response = await oauth.dynamicClientRegistrationRequest(
    as,
    {
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: 'ES256',
      ...(jwks && { jwks }),
      ...metadata,
    },
    insecure,
  )
  return oauth.processDynamicClientRegistrationResponse(response)
}

export async function ownKey(alg) {
  return { key: (await keyPair(alg)).privateKey, kid: 'own' }
}

/** The user's browser: opens a URL, signs in, consents, and resolves with the final redirect. */
export async function browse(host, url) {
  const response = await fetch(`${host.desk}/user/browse?${new URLSearchParams({ url })}`)
  return response.json()
}

export async function decide(host, auth_req_id, answer) {
  equal((await fetch(`${host.desk}/user/decide?${new URLSearchParams({ auth_req_id, answer })}`)).status, 200)
}

/** RFC 9449 8: repeats a request if the server requires a nonce; resolves with the number of repetitions. */
export async function withNonce(exchange) {
  try {
    return { retries: 0, result: await exchange() }
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error
    return { retries: 1, result: await exchange() }
  }
}
