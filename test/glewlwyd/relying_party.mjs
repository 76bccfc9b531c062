// What every flow needs from the library under test.
import { oauth } from '../independent_servers/flow.mjs'
import { trusting } from '../independent_servers/loopback.mjs'
import { REDIRECT_URI, SECRET } from './clients.mjs'

export { flow, oauth, redeem, rejection, signedClaims } from '../independent_servers/flow.mjs'

/** A client of the tests: its metadata, its authentication and the fetch that it uses. */
export async function relyingParty(glewlwyd, { issuer = glewlwyd.issuer } = {}) {
  const http = { [oauth.customFetch]: glewlwyd.fetch }
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
  return {
    glewlwyd,
    as,
    http,
    redirectUri: REDIRECT_URI,
    basic: oauth.ClientSecretBasic(SECRET),
    /** Options for a client with a certificate at the mTLS endpoints. */
    mtls: (pair) => ({ [oauth.customFetch]: trusting(glewlwyd.certificates, pair) }),
    /** The private key of the clients for the library. */
    key: (alg = 'ES256') => importKey(glewlwyd.keys.client[alg]),
  }
}

/** The error for a response with this status and no JSON body (deviation `empty-refusal`). */
export function emptyRefusal({ code, cause }, status) {
  return code === oauth.RESPONSE_IS_NOT_JSON && cause.status === status
}

/** Decrypts a compact JWE with the clients' RSA key, for `[jweDecrypt]`. */
export function decrypter({ glewlwyd }) {
  return async (jwe) => {
    const { compactDecrypt, importJWK } = await import('jose')
    const { plaintext } = await compactDecrypt(
      jwe,
      await importJWK(glewlwyd.keys.client['RSA-OAEP-256'], 'RSA-OAEP-256'),
    )
    return new TextDecoder().decode(plaintext)
  }
}

const WEBCRYPTO = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
}

async function importKey({ kid, alg, use, ...jwk }) {
  return { kid, key: await crypto.subtle.importKey('jwk', jwk, WEBCRYPTO[alg], false, ['sign']) }
}
