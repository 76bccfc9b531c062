/**
 * The `KeyObject` behind a `CryptoKey`, with which `node:crypto` signs and verifies. It lives in one `WeakMap` as long
 * as its key does and never leaves this library: the twin of a key that must not be exported would be a way to export
 * it.
 *
 * @module
 */
import type { KeyObject } from './node_runtime.ts'
import { nodeCrypto, nodeVersion } from './node_runtime.ts'

// `null`: the key has no twin
const twins: WeakMap<CryptoKey, KeyObject | null> = new WeakMap()

/**
 * The twin of a key; `null` if only WebCrypto can use the key, as with a guarded private key that was made elsewhere.
 */
export function twinOf(key: CryptoKey): KeyObject | null {
  let twin = twins.get(key)
  if (twin === undefined) {
    twin = key.extractable || !guardsKeys() ? convert(key) : null
    twins.set(key, twin)
  }
  return twin
}

/** Remembers the twin that a key was made from. */
export function rememberTwin(key: CryptoKey, twin: KeyObject): void {
  twins.set(key, twin)
}

/** Whether this version of Node warns its user when a key that must not be exported is converted (DEP0204). */
export function guardsKeys(): boolean {
  return nodeVersion() >= 23
}

function convert(key: CryptoKey): KeyObject | null {
  try {
    return nodeCrypto()?.KeyObject.from(key) ?? null
  } catch {
    // the key belongs to another realm or a polyfill
    return null
  }
}
