/**
 * Option: a function that decrypts a compact JWE and resolves with the JWT inside.
 *
 * The library cannot decrypt on its own; npm `jose` can. If the function rejects, its error is passed on unchanged.
 */
export const jweDecrypt: unique symbol = Symbol()

/** Takes a compact JWE and resolves with the JWT inside it. */
export type JweDecryptFunction = (jwe: string) => Promise<string>

/** Options of every function that may receive an encrypted JWT. */
export interface JWEDecryptOptions {
  /** See {@link jweDecrypt}. */
  [jweDecrypt]?: JweDecryptFunction
}
