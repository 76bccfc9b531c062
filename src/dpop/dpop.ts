/**
 * Demonstrating Proof of Possession: tokens that are of no use without the key they were issued for.
 *
 * @see [RFC 9449 - OAuth 2.0 Demonstrating Proof of Possession (DPoP)](https://www.rfc-editor.org/rfc/rfc9449.html)
 * @module
 */
import { invalidValue } from '../errors/assertions.ts'
import { type ProofOfPossession, registerProof } from '../http/proof_of_possession.ts'
import { algorithmNameOf } from '../jose/algorithms.ts'
import type { JWK } from '../jose/jwk.ts'
import { type ModifyAssertionFunction, type ModifyAssertionOptions, modifyAssertion } from '../jose/modify_assertion.ts'
import { assertPrivateKey, assertPublicKey } from '../jose/private_key.ts'
import { type JwtPart, signJwt } from '../jose/sign_jwt.ts'
import { jwkThumbprint } from '../jose/thumbprint.ts'
import type { Client, clockSkew } from '../metadata/client.ts'
import { skewOf } from '../metadata/time.ts'
import { epochTime } from '../platform/clock.ts'
import type { CryptoKeyPair } from '../platform/crypto_key.ts'
import { sha256 } from '../platform/digest.ts'
import { randomString } from '../platform/random.ts'
import { NonceStore } from './nonce_store.ts'
import { publicJwkOf } from './public_jwk.ts'

/** A DPoP key pair at work: signs a proof for each request and remembers the servers' nonces. Made by {@link DPoP}. */
export interface DPoPHandle {
  /** Resolves with the SHA-256 thumbprint of the public key, base64url: the `dpop_jkt` parameter, the `jkt` confirmation. */
  calculateThumbprint(): Promise<string>
}

/** Options of the requests that can carry a DPoP proof. */
export interface DPoPRequestOptions {
  /** Signs a proof for the request; see {@link DPoP}. */
  DPoP?: DPoPHandle
}

/** Makes a handle that signs DPoP proofs with a key pair. */
export function DPoP(
  client: Pick<Client, typeof clockSkew>,
  keyPair: CryptoKeyPair,
  options?: ModifyAssertionOptions,
): DPoPHandle {
  return new DPoPProver(client, keyPair, options)
}

class DPoPProver implements DPoPHandle, ProofOfPossession {
  #skew: number
  #privateKey: CryptoKey
  #publicKey: CryptoKey
  #modify: ModifyAssertionFunction | undefined
  #nonces: NonceStore = new NonceStore()
  #thumbprint: Promise<string> | undefined

  constructor(client: Pick<Client, typeof clockSkew>, keyPair: CryptoKeyPair, options?: ModifyAssertionOptions) {
    assertPrivateKey(keyPair?.privateKey, '"DPoP.privateKey"')
    assertPublicKey(keyPair?.publicKey, '"DPoP.publicKey"')
    if (!keyPair.publicKey.extractable) {
      throw invalidValue('"DPoP.publicKey" must be extractable')
    }
    this.#skew = skewOf(client)
    this.#privateKey = keyPair.privateKey
    this.#publicKey = keyPair.publicKey
    this.#modify = options?.[modifyAssertion]
    registerProof(this)
  }

  async addProof(url: URL, headers: Headers, htm: string, accessToken?: string): Promise<void> {
    // rfc9449 4.2/1, 4.2/2, 4/1: exactly these members; a fresh object each time, for the hook may change it
    const header: JwtPart = {
      alg: algorithmNameOf(this.#privateKey),
      typ: 'dpop+jwt',
      jwk: { ...(await publicJwkOf(this.#publicKey)) },
    }
    const payload: JwtPart = {
      iat: epochTime() + this.#skew,
      jti: randomString(),
      htm,
      // rfc9449 4.2/9, 8/6, 9/3: what that server last wanted to see
      nonce: this.#nonces.get(url.origin),
      // rfc9449 4.2/6: without query and fragment
      htu: `${url.origin}${url.pathname}`,
      // rfc9449 4.2/8, 7/1b: with an access token, and only then
      ath: accessToken ? await sha256(accessToken) : undefined,
    }
    this.#modify?.(header, payload)
    headers.set('dpop', await signJwt(header, payload, this.#privateKey))
  }

  cacheNonce(response: Response, url: URL): void {
    try {
      const nonce = response.headers.get('dpop-nonce')
      if (nonce) {
        this.#nonces.set(url.origin, nonce)
      }
    } catch {
      // a custom fetch may return anything; whoever processes the response will say so
    }
  }

  async calculateThumbprint(): Promise<string> {
    this.#thumbprint ??= publicJwkOf(this.#publicKey).then((jwk: JWK) => jwkThumbprint(jwk))
    return this.#thumbprint
  }
}
