import { invalidValue } from '../errors/assertions.ts'

/**
 * What sending needs from a proof of possession. The caller passes the implementation in (see the room `dpop`), so
 * that a program that uses none bundles none.
 */
export interface ProofOfPossession {
  /** A proof for one request: the value of its `dpop` header. */
  prove(url: URL, htm: string, accessToken?: string): Promise<string>
  /** Remembers the nonce that the server wants in the next proof. */
  cacheNonce(response: Response, url: URL): void
}

const known = new WeakSet<object>()

/** Registers an object as a genuine proof of possession. */
export function registerProof(proof: ProofOfPossession): void {
  known.add(proof)
}

/** The genuine proof of possession behind an option, or `undefined` when the option is not set. */
export function proofFrom(option: unknown): ProofOfPossession | undefined {
  if (option === undefined || option === null) {
    return undefined
  }
  if (!known.has(option as object)) {
    throw invalidValue('"options.DPoP" must be a DPoPHandle')
  }
  return option as ProofOfPossession
}
