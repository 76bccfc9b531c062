/** The latest nonce of an origin. Reading it makes that origin the most recently used. */
export function latestNonce(nonces: Map<string, string>, origin: string): string | undefined {
  const nonce = nonces.get(origin)
  if (nonce !== undefined) {
    rememberNonce(nonces, origin, nonce)
  }
  return nonce
}

/** Remembers the nonce of an origin; if there are too many, the least recently used origin is dropped. */
export function rememberNonce(nonces: Map<string, string>, origin: string, nonce: string): void {
  // a Map keeps the order of insertion: the first is the oldest
  nonces.delete(origin)
  nonces.set(origin, nonce)
  if (nonces.size > 100) {
    nonces.delete(nonces.keys().next().value as string)
  }
}
