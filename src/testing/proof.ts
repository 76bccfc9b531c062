/**
 * Checks DPoP proofs, and the nonces that they must carry.
 *
 * @see [RFC 9449, 4.3 - Checking DPoP Proofs](https://www.rfc-editor.org/rfc/rfc9449.html#section-4.3)
 * @module
 */
import type { JWK } from '../jose/jwk.ts'
import { jwkThumbprint } from '../jose/thumbprint.ts'
import { isJsonObject } from '../json/json.ts'
import { sha256 } from '../platform/digest.ts'
import { randomString } from '../platform/random.ts'
import type { Answer } from './answer.ts'
import type { Incoming } from './incoming.ts'
import { assertUnseen, readReceived, verifyByKey } from './received_jwt.ts'
import { Refusal } from './refusal.ts'
import type { ServerState } from './state.ts'

const error = 'invalid_dpop_proof'

/** The thumbprint of the key whose possession the request proves; `undefined` when it has no proof. */
export async function checkProof(
  state: ServerState,
  incoming: Incoming,
  accessToken?: string,
): Promise<string | undefined> {
  const proof = incoming.headers.get('dpop')
  if (proof === null) {
    return undefined
  }
  // rfc9449 5.1, rfc9728 2: the server and the resource each announce their own algorithms
  const { dpop_signing_alg_values_supported } = incoming.endpoint === 'resource' ? state.resource : state.metadata
  const jwt = await readReceived(state, proof, error, dpop_signing_alg_values_supported)
  const { header, claims } = jwt
  const { jwk } = header
  if (header.typ !== 'dpop+jwt' || !isJsonObject(jwk)) {
    throw new Refusal(error, 'the header must have the type and the key')
  }
  if (claims.htm !== incoming.method || claims.htu !== `${incoming.url.origin}${incoming.url.pathname}`) {
    throw new Refusal(error, 'the proof is for another request')
  }
  if (typeof claims.iat !== 'number' || Math.abs(state.clock.now() - claims.iat) > 60) {
    throw new Refusal(error, 'the proof is not fresh')
  }
  if (claims.ath !== (accessToken === undefined ? undefined : await sha256(accessToken))) {
    throw new Refusal(error, 'the proof is for another access token')
  }
  await verifyByKey(jwt, jwk as JWK, error)
  assertNonce(state, incoming, claims.nonce)
  const jkt = await jwkThumbprint(jwk as JWK)
  assertUnseen(state, jwt, jkt, error)
  return jkt
}

function assertNonce(state: ServerState, { exchange }: Incoming, nonce: unknown): void {
  if (state.switches.value('server.dpop_nonce', exchange) !== undefined) {
    throw nonceWanted(state)
  }
  if (state.requireNonce && !state.nonces.includes(nonce as string)) {
    throw nonceWanted(state)
  }
}

// rfc9449 8
function nonceWanted(state: ServerState): Refusal {
  const headers = { 'dpop-nonce': freshNonce(state) }
  return new Refusal('use_dpop_nonce', 'the proof must have a nonce of this server', 400, headers)
}

/** Every answer to a proof carries a nonce. The latest two are accepted. */
export function addNonce(state: ServerState, incoming: Incoming, answer: Answer): void {
  if (state.requireNonce && incoming.headers.has('dpop')) {
    answer.headers['dpop-nonce'] ??= freshNonce(state)
  }
}

function freshNonce(state: ServerState): string {
  const nonce = randomString()
  state.nonces.push(nonce)
  if (state.nonces.length > 2) {
    state.nonces.shift()
  }
  return nonce
}
