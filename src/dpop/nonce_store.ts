/** The latest nonce of each origin; the one that was not used for the longest time makes room for a new one. */
export class NonceStore {
  #nonces: Map<string, string> = new Map()

  get(origin: string): string | undefined {
    const nonce = this.#nonces.get(origin)
    if (nonce !== undefined) {
      this.set(origin, nonce)
    }
    return nonce
  }

  set(origin: string, nonce: string): void {
    // a Map keeps the order of insertion: the first is the oldest
    this.#nonces.delete(origin)
    this.#nonces.set(origin, nonce)
    if (this.#nonces.size > 100) {
      this.#nonces.delete(this.#nonces.keys().next().value as string)
    }
  }
}
