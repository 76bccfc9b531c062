import type { JsonValue } from '../json/json.ts'

/**
 * The `cnf` claim: the key or certificate that a token is bound to.
 *
 * @see [RFC 7800, 3.1](https://www.rfc-editor.org/rfc/rfc7800.html#section-3.1)
 */
export interface ConfirmationClaims {
  /** SHA-256 thumbprint of a certificate (RFC 8705). */
  readonly 'x5t#S256'?: string
  /** SHA-256 thumbprint of a DPoP key (RFC 9449). */
  readonly jkt?: string
  readonly [claim: string]: JsonValue | undefined
}
