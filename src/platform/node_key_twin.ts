/**
 * The `KeyObject` behind a `CryptoKey`: what `node:crypto` signs and verifies with. It lives in one `WeakMap` as long as its
 * key does and is handed to nobody; of a key that must not be exported it would be a way around that.
 *
 * @module
 */
import type { KeyObject } from './node_runtime.ts'
import { nodeCrypto, nodeVersion } from './node_runtime.ts'

// `null`: there is none to be had
const twins: WeakMap<CryptoKey, KeyObject | null> = new WeakMap()

/** The twin of a key; `null` for a private key that was made elsewhere and must not be exported: WebCrypto's alone. */
export function twinOf(key: CryptoKey): KeyObject | null {
  let twin = twins.get(key)
  if (twin === undefined) {
    twin = key.extractable || !guardsKeys() ? convert(key) : null
    twins.set(key, twin)
  }
  return twin
}

/** Remembers the twin of a key that was made from it. */
export function rememberTwin(key: CryptoKey, twin: KeyObject): void {
  twins.set(key, twin)
}

/** Whether this Node warns its user when a key that must not be exported is converted (DEP0204). */
export function guardsKeys(): boolean {
  return nodeVersion() >= 23
}

function convert(key: CryptoKey): KeyObject | null {
  try {
    return nodeCrypto()?.KeyObject.from(key) ?? null
  } catch {
    // a key of another realm or of a polyfill
    return null
  }
}
