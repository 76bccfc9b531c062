import type { JsonValue } from '../json/json.ts'

/**
 * Option: a function that modifies the header and the payload of a JWT in place, just before it is signed.
 *
 * For servers with special requirements: another `aud`, an additional claim, the `EdDSA` label. Changing `alg` changes
 * only the label, not the algorithm.
 */
export const modifyAssertion: unique symbol = Symbol()

/**
 * Modifies a header and a payload in place, synchronously: its return value is ignored, and a promise is not awaited.
 */
export interface ModifyAssertionFunction {
  // biome-ignore lint/style/useShorthandFunctionType: an interface may be merged and extended, as the original's
  (header: Record<string, JsonValue | undefined>, payload: Record<string, JsonValue | undefined>): void
}

/** Options of every function that signs a JWT. */
export interface ModifyAssertionOptions {
  /** See {@link modifyAssertion}. */
  [modifyAssertion]?: ModifyAssertionFunction
}
