import type { Incoming } from './incoming.ts'
import { checkProof } from './proof.ts'
import { challenge, Refusal } from './refusal.ts'
import type { AccessToken, ServerState } from './state.ts'

/** The access token that a request presents, checked as a resource server does: rfc6750 2.1, rfc9449 7, rfc8705 3. */
export async function presentedToken(state: ServerState, incoming: Incoming): Promise<AccessToken> {
  const [, scheme = '', token = ''] = /^(bearer|dpop) (\S+)$/i.exec(incoming.headers.get('authorization') ?? '') ?? []
  const isDPoP = scheme.toLowerCase() === 'dpop'
  if (!token) {
    throw challenge(state.requireNonce ? 'DPoP' : 'Bearer', undefined, 'no access token')
  }
  const issued = state.accessTokens.get(token)
  if (!issued || (issued.claims.exp as number) <= state.clock.now()) {
    throw challenge(isDPoP ? 'DPoP' : 'Bearer', 'invalid_token', 'the access token is not known, revoked, or expired')
  }
  const bound = (issued.claims.cnf ?? {}) as { jkt?: string; 'x5t#S256'?: string }
  if (isDPoP !== (bound.jkt !== undefined)) {
    throw challenge(isDPoP ? 'DPoP' : 'Bearer', 'invalid_token', 'the scheme does not fit the access token')
  }
  if (bound['x5t#S256'] !== undefined && bound['x5t#S256'] !== incoming.certificate?.['x5t#S256']) {
    throw challenge('Bearer', 'invalid_token', 'the access token is bound to another certificate')
  }
  if (isDPoP) {
    const jkt = await proven(state, incoming, token)
    if (jkt !== bound.jkt) {
      throw challenge('DPoP', 'invalid_token', 'the access token is bound to another key')
    }
  }
  incoming.exchange.client_id = issued.grant.client.client_id
  return issued
}

// rfc9449 7.1, 9: an invalid proof is reported in a challenge
async function proven(state: ServerState, incoming: Incoming, token: string): Promise<string | undefined> {
  try {
    return await checkProof(state, incoming, token)
  } catch (error) {
    if (error instanceof Refusal) {
      const refusal = challenge('DPoP', error.error, error.message)
      Object.assign(refusal.headers, error.headers)
      throw refusal
    }
    throw error
  }
}
