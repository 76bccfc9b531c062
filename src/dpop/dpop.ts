/**
 * Demonstrating Proof of Possession: tokens that are useless without the key they were issued for.
 *
 * @see [RFC 9449 - OAuth 2.0 Demonstrating Proof of Possession (DPoP)](https://www.rfc-editor.org/rfc/rfc9449.html)
 * @module
 */
import { invalidValue } from '../errors/assertions.ts'
import { registerProof } from '../http/proof_of_possession.ts'
import { algorithmNameOf } from '../jose/algorithms.ts'
import { type ModifyAssertionOptions, modifyAssertion } from '../jose/modify_assertion.ts'
import { assertKey } from '../jose/private_key.ts'
import { encodePart, type JwtPart, signJwt } from '../jose/sign_jwt.ts'
import type { Client, clockSkew } from '../metadata/client.ts'
import { skewOf } from '../metadata/time.ts'
import { epochTime } from '../platform/clock.ts'
import type { CryptoKeyPair } from '../platform/crypto_key.ts'
import { sha256 } from '../platform/digest.ts'
import { randomString } from '../platform/random.ts'
import { latestNonce, rememberNonce } from './nonces.ts'
import { publicJwkOf } from './public_jwk.ts'

/**
 * A DPoP key pair in use. It signs a proof for each request and remembers the servers' nonces. Made by {@link DPoP}.
 */
export interface DPoPHandle {
  /**
   * Resolves with the SHA-256 thumbprint of the public key, base64url, for the `dpop_jkt` parameter and the `jkt`
   * member of `cnf`.
   */
  calculateThumbprint(): Promise<string>
}

/** Options of the requests that can carry a DPoP proof. */
export interface DPoPRequestOptions {
  /** Signs a proof for the request; see {@link DPoP}. */
  DPoP?: DPoPHandle
}

/**
 * Makes a handle that signs DPoP proofs with a key pair.
 *
 * @param client The client, for its {@link clockSkew}.
 * @param keyPair The key pair: a private key that can sign, and its public key, which must be extractable. See
 *   {@link generateKeyPair}.
 * @param options A hook that modifies each proof before it is signed (`modifyAssertion`).
 * @returns The handle, to be passed as `options.DPoP`. It remembers the latest nonce of each origin (100 at most). A
 *   request that uses it rejects with a `TypeError` (`ERR_INVALID_ARG_VALUE`) if the private key lacks the usage
 *   `sign`, and with an {@link UnsupportedOperationError} if its algorithm is not supported or it is an RSA key of
 *   fewer than 2048 bits.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @see [RFC 9449, 4 - DPoP Proof JWTs](https://www.rfc-editor.org/rfc/rfc9449.html#section-4)
 */
export function DPoP(
  client: Pick<Client, typeof clockSkew>,
  keyPair: CryptoKeyPair,
  options?: ModifyAssertionOptions,
): DPoPHandle {
  const { privateKey, publicKey } = keyPair ?? {}
  assertKey(privateKey, 'private', '"DPoP.privateKey"')
  assertKey(publicKey, 'public', '"DPoP.publicKey"')
  if (!publicKey.extractable) {
    throw invalidValue('"DPoP.publicKey" must be extractable')
  }
  const skew = skewOf(client)
  const modify = options?.[modifyAssertion]
  const nonces: Map<string, string> = new Map()
  // what the next proof is likely to share with the last one
  let encodedHeader: string | undefined
  let access: { token: string; ath: string } | undefined

  async function makeHeader(): Promise<JwtPart> {
    // rfc9449 4.2/1, 4.2/2, 4/1: exactly these members
    return { alg: algorithmNameOf(privateKey), typ: 'dpop+jwt', jwk: { ...(await publicJwkOf(publicKey)) } }
  }

  async function hashOf(token: string): Promise<string> {
    if (access?.token !== token) {
      access = { token, ath: await sha256(token) }
    }
    return access.ath
  }

  async function prove(url: URL, htm: string, accessToken?: string): Promise<string> {
    const { origin, pathname } = url
    const payload: JwtPart = {
      // rfc9449 4.2/7
      iat: epochTime() + skew,
      // rfc9449 4.2/4
      jti: randomString(),
      htm,
      // rfc9449 4.2/9, 8/6, 8.2/1, 9/2: the latest nonce of that server
      nonce: latestNonce(nonces, origin),
      // rfc9449 4.2/6: without query and fragment
      htu: `${origin}${pathname}`,
      // rfc9449 4.2/8, 7/1b: with an access token, and only then
      ath: accessToken ? await hashOf(accessToken) : undefined,
    }
    if (modify) {
      // a fresh header each time, because the hook may modify it
      const header = await makeHeader()
      modify(header, payload)
      return signJwt(header, payload, privateKey)
    }
    encodedHeader ??= encodePart(await makeHeader())
    return signJwt(encodedHeader, payload, privateKey)
  }

  const handle = {
    prove,
    async addProof(url: URL, headers: Headers, htm: string, accessToken?: string): Promise<void> {
      headers.set('dpop', await prove(url, htm, accessToken))
    },
    cacheNonce(response: Response, url: URL): void {
      try {
        // rfc9449 8/5, 8.2/3, fapi2-sp 5.3.3.1/8
        const nonce = response.headers.get('dpop-nonce')
        if (nonce) {
          rememberNonce(nonces, url.origin, nonce)
        }
      } catch {
        // a custom fetch may return anything; whoever processes the response will say so
      }
    },
    async calculateThumbprint(): Promise<string> {
      const jwk = await publicJwkOf(publicKey)
      // rfc7638 3/1, 3.3/1: sorted by name. These are the required members and no others, so their table is not needed
      return sha256(JSON.stringify(jwk, Object.keys(jwk).sort()))
    },
  }
  registerProof(handle)
  return handle
}
