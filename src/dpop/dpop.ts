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
import { encodePart, type JwtPart, signJwt } from '../jose/sign_jwt.ts'
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

/**
 * Makes a handle that signs DPoP proofs with a key pair.
 *
 * @param client The client, for its {@link clockSkew}.
 * @param keyPair The key pair; the public key is extractable. See {@link generateKeyPair}.
 * @param options A hook that changes each proof before it is signed (`modifyAssertion`).
 * @returns The handle, to be passed as `options.DPoP`. It remembers the latest nonce of each origin (100 at most).
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @see [RFC 9449, 4 - DPoP Proof JWTs](https://www.rfc-editor.org/rfc/rfc9449.html#section-4)
 */
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
  // for the next proof
  #jti: string | undefined
  // what the next proof will most likely have in common with the last
  #header: string | undefined
  #access: { token: string; ath: string } | undefined

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
    headers.set('dpop', await this.prove(url, htm, accessToken))
  }

  async prove(url: URL, htm: string, accessToken?: string): Promise<string> {
    const { origin, pathname } = url
    const jti = this.#jti ?? randomString()
    this.#jti = undefined
    const payload: JwtPart = {
      // rfc9449 4.2/7
      iat: epochTime() + this.#skew,
      // rfc9449 4.2/4
      jti,
      htm,
      // rfc9449 4.2/9, 8/6, 8.2/1, 9/2: what that server last wanted to see
      nonce: this.#nonces.get(origin),
      // rfc9449 4.2/6: without query and fragment
      htu: `${origin}${pathname}`,
      // rfc9449 4.2/8, 7/1b: with an access token, and only then
      ath: accessToken ? await this.#ath(accessToken) : undefined,
    }
    if (this.#modify) {
      // a fresh header each time, for the hook may change it
      const header = await this.#makeHeader()
      this.#modify(header, payload)
      return signJwt(header, payload, this.#privateKey)
    }
    this.#header ??= encodePart(await this.#makeHeader())
    const signed = signJwt(this.#header, payload, this.#privateKey)
    // while the signature is made elsewhere there is nothing else to do
    this.#jti ??= randomString()
    return await signed
  }

  async #makeHeader(): Promise<JwtPart> {
    // rfc9449 4.2/1, 4.2/2, 4/1: exactly these members
    return {
      alg: algorithmNameOf(this.#privateKey),
      typ: 'dpop+jwt',
      jwk: { ...(await publicJwkOf(this.#publicKey)) },
    }
  }

  async #ath(token: string): Promise<string> {
    if (this.#access?.token !== token) {
      this.#access = { token, ath: await sha256(token) }
    }
    return this.#access.ath
  }

  cacheNonce(response: Response, url: URL): void {
    try {
      // rfc9449 8/5, 8.2/3, fapi2-sp 5.3.3.1/8
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
