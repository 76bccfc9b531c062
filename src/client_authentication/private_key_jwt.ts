import { algorithmNameOf } from '../jose/algorithms.ts'
import { type ModifyAssertionOptions, modifyAssertion } from '../jose/modify_assertion.ts'
import { type PrivateKey, privateKeyOf } from '../jose/private_key.ts'
import { signJwt } from '../jose/sign_jwt.ts'
import type { CryptoKey } from '../platform/crypto_key.ts'
import { clientAssertionClaims, setClientAssertion } from './client_assertion.ts'
import type { ClientAuth } from './client_auth.ts'

/** Authentication by a JWT that is signed with the client's private key. */
export function PrivateKeyJwt(clientPrivateKey: CryptoKey | PrivateKey, options?: ModifyAssertionOptions): ClientAuth {
  const { key, kid } = privateKeyOf(clientPrivateKey, '"clientPrivateKey.key"')
  return async (as, client, body, _headers) => {
    const header = { alg: algorithmNameOf(key), kid }
    const payload = clientAssertionClaims(as, client)
    options?.[modifyAssertion]?.(header, payload)
    setClientAssertion(client, body, await signJwt(header, payload, key))
  }
}
