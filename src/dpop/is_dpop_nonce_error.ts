import { ResponseBodyError } from '../errors/response_body_error.ts'
import { WWWAuthenticateChallengeError } from '../errors/www_authenticate_challenge_error.ts'

/**
 * Whether an error says that the server wants a nonce in the DPoP proof. The handle has remembered the nonce by then: the same
 * request, made again, carries it.
 */
export function isDPoPNonceError(err: unknown): boolean {
  if (err instanceof WWWAuthenticateChallengeError) {
    // rfc9449 9/1: at a resource server
    return err.cause.some(({ scheme, parameters }) => scheme === 'dpop' && parameters.error === 'use_dpop_nonce')
  }
  // rfc9449 8/3: at the authorization server
  return err instanceof ResponseBodyError && err.error === 'use_dpop_nonce'
}
