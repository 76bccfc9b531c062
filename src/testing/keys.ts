/**
 * The server's signing keys, one for each configured algorithm, and their rotation.
 *
 * @module
 */
import { generateKeyPair } from '../jose/generate_key_pair.ts'
import { type JWK, type JWKS, publicMembers } from '../jose/jwk.ts'
import { exportPublicKey } from '../platform/keys.ts'
import { randomString } from '../platform/random.ts'

/** The keys that the server signs with. */
export interface TestKeys {
  /** What the JWK Set endpoint currently publishes. */
  readonly jwks: JWKS
  /**
   * Signs with new keys from now on. The old ones stay published.
   *
   * @param options `retire`: `true` takes the old ones out of the JWK Set.
   */
  rotate(options?: { retire?: boolean }): Promise<void>
}

/** A key pair with its algorithm and its key identifier. */
export interface SigningKey {
  alg: string
  kid: string
  privateKey: CryptoKey
  jwk: JWK
}

export class KeyRing implements TestKeys {
  #algorithms: readonly string[]
  #signing: Map<string, SigningKey> = new Map()
  #published: JWK[] = []
  #attackers: Map<string, Promise<SigningKey>> = new Map()

  private constructor(algorithms: readonly string[]) {
    this.#algorithms = algorithms
  }

  static async create(algorithms: readonly string[]): Promise<KeyRing> {
    const ring = new KeyRing(algorithms)
    await ring.rotate()
    return ring
  }

  /** The algorithms that have a key. */
  get algorithms(): readonly string[] {
    return this.#algorithms
  }

  get jwks(): JWKS {
    return { keys: [...this.#published] }
  }

  async rotate({ retire = false }: { retire?: boolean } = {}): Promise<void> {
    const keys = await Promise.all(this.#algorithms.map((alg) => makeKey(alg)))
    if (retire) {
      this.#published = []
    }
    for (const key of keys) {
      this.#signing.set(key.alg, key)
      this.#published.push(key.jwk)
    }
  }

  /** The key that currently signs with an algorithm. */
  signing(alg: string): SigningKey {
    return this.#signing.get(alg) as SigningKey
  }

  /** The attacker's key for the same algorithm. */
  attackers(alg: string): Promise<SigningKey> {
    let key = this.#attackers.get(alg)
    if (!key) {
      key = makeKey(alg)
      this.#attackers.set(alg, key)
    }
    return key
  }
}

export async function makeKey(alg: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg)
  const kid = randomString()
  const { ext, key_ops, ...jwk } = publicMembers(await exportPublicKey(publicKey as CryptoKey))
  return { alg, kid, privateKey: privateKey as CryptoKey, jwk: { ...jwk, kid, alg, use: 'sig' } }
}
