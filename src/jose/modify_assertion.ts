import type { JsonValue } from '../json/json.ts'

/**
 * Option: a function that changes the header and the payload of a JWT just before it is signed, in place.
 *
 * For servers that want something special: another `aud`, an additional claim, the `EdDSA` label. Changing `alg` changes the
 * label only.
 */
export const modifyAssertion: unique symbol = Symbol()

/** Changes a header and a payload in place, at once: what it returns is ignored, and a promise is not waited for. */
export interface ModifyAssertionFunction {
  // biome-ignore lint/style/useShorthandFunctionType: an interface may be merged and extended, as the original's
  (header: Record<string, JsonValue | undefined>, payload: Record<string, JsonValue | undefined>): void
}

/** Options of everything that signs a JWT. */
export interface ModifyAssertionOptions {
  /** See {@link modifyAssertion}. */
  [modifyAssertion]?: ModifyAssertionFunction
}
