/**
 * Option: a function that decrypts a compact JWE and resolves with the JWT inside.
 *
 * The library has no decryption of its own; npm `jose` has. What the function rejects with is passed on unchanged.
 */
export const jweDecrypt: unique symbol = Symbol()

/** Takes a compact JWE and resolves with the JWT inside it. */
export type JweDecryptFunction = (jwe: string) => Promise<string>

/** Options of everything that may meet an encrypted JWT. */
export interface JWEDecryptOptions {
  /** See {@link jweDecrypt}. */
  [jweDecrypt]?: JweDecryptFunction
}
