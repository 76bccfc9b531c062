/** The latest nonce of an origin; asked for, it becomes the last to make room. */
export function latestNonce(nonces: Map<string, string>, origin: string): string | undefined {
  const nonce = nonces.get(origin)
  if (nonce !== undefined) {
    rememberNonce(nonces, origin, nonce)
  }
  return nonce
}

/** Remembers the nonce of an origin; the one that was not used for the longest time makes room for it. */
export function rememberNonce(nonces: Map<string, string>, origin: string, nonce: string): void {
  // a Map keeps the order of insertion: the first is the oldest
  nonces.delete(origin)
  nonces.set(origin, nonce)
  if (nonces.size > 100) {
    nonces.delete(nonces.keys().next().value as string)
  }
}
