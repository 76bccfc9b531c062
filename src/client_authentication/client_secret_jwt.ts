import { assertString } from '../errors/assertions.ts'
import { type ModifyAssertionOptions, modifyAssertion } from '../jose/modify_assertion.ts'
import { signWith } from '../jose/sign_jwt.ts'
import { hmacSigner } from '../platform/signature.ts'
import { clientAssertionClaims, setClientAssertion } from './client_assertion.ts'
import type { ClientAuth } from './client_auth.ts'

/** Authentication by a JWT with an HMAC (HS256) of the client secret. */
export function ClientSecretJwt(clientSecret: string, options?: ModifyAssertionOptions): ClientAuth {
  assertString(clientSecret, '"clientSecret"')
  const modify = options?.[modifyAssertion]
  const signer = hmacSigner(clientSecret)
  return async (as, client, body, _headers) => {
    const header = { alg: 'HS256' }
    const payload = clientAssertionClaims(as, client)
    modify?.(header, payload)
    setClientAssertion(client, body, await signWith(header, payload, signer))
  }
}
