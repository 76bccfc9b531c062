/** Synchronous digests: `crypto.subtle.digest` makes a trip to the thread pool for half a microsecond of work. */
import * as portable from './digest.ts'
import { nodeCrypto } from './node_runtime.ts'

const names: Record<string, string> = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' }

export async function digest(algorithm: AlgorithmIdentifier, text: string): Promise<Uint8Array> {
  const name = names[algorithm as string]
  const crypto = nodeCrypto()
  return name && crypto ? crypto.createHash(name).update(text).digest() : portable.digest(algorithm, text)
}

export async function sha256(text: string): Promise<string> {
  const crypto = nodeCrypto()
  return (
    crypto?.hash?.('sha256', text, 'base64url') ??
    crypto?.createHash('sha256').update(text).digest('base64url') ??
    portable.sha256(text)
  )
}
