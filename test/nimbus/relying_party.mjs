// What every flow needs from the library under test.
import { compactDecrypt } from 'jose'
import { browserOf } from '../independent_servers/browser.mjs'
import {
  codeRequest,
  discovered,
  oauth,
  redeem as redeemWith,
  signIn as signInWith,
} from '../independent_servers/flow.mjs'
import { REDIRECT_URI, SECRET } from './clients.mjs'

export { authorize, flow, oauth, rejection, requestAt, signedClaims } from '../independent_servers/flow.mjs'

export async function relyingParty(nimbus) {
  return {
    ...(await discovered(nimbus)),
    nimbus,
    basic: oauth.ClientSecretBasic(SECRET),
    redirectUri: REDIRECT_URI,
    browser: browserOf(nimbus, () => undefined), // it has no pages
    /** The user's decision, on the phone or with the code of a device. Resolves with what the phone shows. */
    async says(words, handle) {
      const path = handle.auth_req_id === undefined ? '/typed' : '/phone'
      const body = new URLSearchParams({ ...handle, says: words })
      const response = await nimbus.fetch(nimbus.origin + path, { method: 'POST', body })
      if (!response.ok) throw new Error(`the user was not heard: ${response.status}`)
      return response.status === 204 ? undefined : response.json()
    },
  }
}

export const handle = async (client, alg = 'ES256') => oauth.DPoP(client, await oauth.generateKeyPair(alg))

/** Decrypts what is encrypted for a client's key of that algorithm. */
export const decrypting =
  ({ keys }, alg) =>
  async (jwe) =>
    new TextDecoder().decode((await compactDecrypt(jwe, keys[alg], { keyManagementAlgorithms: [alg] })).plaintext)

export const authorizationRequest = ({ client_id }, extra) =>
  codeRequest({ client_id, redirect_uri: REDIRECT_URI, scope: 'openid', ...extra })

export { redeemWith as redeem, signInWith as signIn }
