/**
 * What the build for Node uses of Node, typed as far as it is used. `node:crypto` is loaded at its first use, because
 * importing it costs more than the rest of the library (measured: 9 to 14 ms).
 *
 * @module
 */

/** A `Buffer`. */
export interface NodeBuffer extends Uint8Array<ArrayBuffer> {
  toString(encoding?: 'base64url' | 'base64' | 'utf8', start?: number, end?: number): string
}

/** A key of `node:crypto`. */
export interface KeyObject {
  toCryptoKey(algorithm: unknown, extractable: boolean, usages: readonly string[]): CryptoKey
}

type Callback<Values extends unknown[]> = (error: Error | null, ...values: Values) => void

/** A key, with the further settings that an RSA-PSS signature needs. */
export type SigningKey = KeyObject | { key: KeyObject; padding: number; saltLength: number }

/** `node:crypto`, as far as it is used here. */
export interface NodeCrypto {
  KeyObject: { from(key: CryptoKey): KeyObject; prototype: Partial<KeyObject> }
  constants: { RSA_PKCS1_PSS_PADDING: number }
  createHash(algorithm: string): Hash
  createHmac(algorithm: string, secret: string): Hash
  generateKeyPair(
    type: string,
    options: object,
    callback: Callback<[publicKey: KeyObject, privateKey: KeyObject]>,
  ): void
  hash?(algorithm: string, text: string, encoding: 'base64url'): string
  sign(digest: string | null, data: Uint8Array, key: SigningKey): NodeBuffer
  sign(digest: string | null, data: Uint8Array, key: SigningKey, callback: Callback<[NodeBuffer]>): void
  verify(digest: string | null, data: Uint8Array, key: SigningKey, signature: Uint8Array): boolean
  verify(
    digest: string | null,
    data: Uint8Array,
    key: SigningKey,
    signature: Uint8Array,
    callback: Callback<[boolean]>,
  ): void
}

interface Hash {
  update(text: string): Hash
  digest(): NodeBuffer
  digest(encoding: 'base64url'): string
}

interface NodeV8 {
  startupSnapshot?: { isBuildingSnapshot(): boolean }
}

/** The `Buffer` class. */
export interface NodeBuffers {
  from(text: string, encoding?: 'base64url' | 'base64' | 'utf8'): NodeBuffer
  from(bytes: ArrayBufferLike, offset: number, length: number): NodeBuffer
  alloc(length: number): NodeBuffer
  isEncoding?(name: string): boolean
}

interface Node {
  Buffer?: NodeBuffers
  process?: { getBuiltinModule?: (name: string) => unknown; versions?: { node: string } }
  setImmediate?: (task: () => void) => void
}

/** The globals that only Node and its imitations have. */
export function node(): Node {
  return globalThis as unknown as Node
}

/** The major version of Node. */
export function nodeVersion(): number {
  return Number.parseInt(node().process?.versions?.node as string, 10)
}

let buffers: NodeBuffers | null | undefined

/** `Buffer`, or `null` if this is a vm context without it or `Buffer` is an imitation. */
export function nodeBuffer(): NodeBuffers | null {
  if (buffers === undefined) {
    const { Buffer } = node()
    buffers = Buffer?.isEncoding?.('base64url') ? Buffer : null
  }
  return buffers
}

let loaded: NodeCrypto | null | undefined

/** `node:crypto`, or `null` if this Node cannot load it synchronously (before 20.16) or there is no `Buffer`. */
export function nodeCrypto(): NodeCrypto | null {
  if (loaded === undefined) {
    const crypto = nodeBuffer() && node().process?.getBuiltinModule?.('node:crypto')
    loaded = (crypto as NodeCrypto | undefined) ?? null
  }
  return loaded
}

/** Whether this process is building a startup snapshot; assumed to be true if Node cannot tell (before 20.16). */
export function becomesSnapshot(): boolean {
  const v8 = node().process?.getBuiltinModule?.('node:v8') as NodeV8 | undefined
  return v8?.startupSnapshot?.isBuildingSnapshot() ?? true
}
