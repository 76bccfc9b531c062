/**
 * Verifies the JWTs that clients send: assertions, request objects, proofs.
 *
 * @module
 */
import { INVALID_RESPONSE } from '../errors/codes.ts'
import { algorithmOf, isSupported } from '../jose/algorithms.ts'
import { importVerificationKey } from '../jose/import_key.ts'
import type { JWK, JWKS } from '../jose/jwk.ts'
import { algorithmRule, type Jwt, readJwt } from '../jose/jwt.ts'
import { verifySignature } from '../jose/verify.ts'
import { clockSkew, clockTolerance } from '../metadata/client.ts'
import { encodeBase64url } from '../platform/base64url.ts'
import { hmacSigner } from '../platform/signature.ts'
import { isMadeKey, type RegisteredClient } from './clients.ts'
import { Refusal } from './refusal.ts'
import type { ServerState } from './state.ts'

/**
 * Reads a JWT whose signature is verified later. Anything wrong with it becomes a refusal with that error code. `announced` is the
 * metadata member that lists the algorithms for it.
 */
export async function readReceived(state: ServerState, text: string, error: string, announced: unknown): Promise<Jwt> {
  return refusing(error, () => {
    const clock = { [clockSkew]: state.clock.offset, [clockTolerance]: 5 }
    return readJwt(text, algorithmRule(undefined, announced, isSupported), clock)
  })
}

/** The signature must be made with that key. */
export async function verifyByKey({ header, jwt }: Jwt, jwk: JWK, error: string): Promise<void> {
  await refusing(error, async () => {
    await verifySignature(await importVerificationKey(jwk, algorithmOf(header.alg), INVALID_RESPONSE), jwt)
  })
}

/** The signature must be made with one of the client's registered keys. */
export async function verifyByClient(jwt: Jwt, client: RegisteredClient, error: string): Promise<void> {
  const { kid, alg } = jwt.header
  // an announced algorithm may be unknown
  const { kty } = await refusing(error, async () => algorithmOf(alg))
  const keys = (client.jwks as unknown as JWKS | undefined)?.keys ?? []
  const ofType = keys.filter((jwk) => jwk.kty === kty)
  const registered = ofType.filter((jwk) => !isMadeKey(client, jwk))
  // rfc7515 4.1.4: a client need not name its only registered key, even though another one was generated for it
  const unnamed = registered.length > 0 ? registered : ofType
  const fitting = kid === undefined ? unnamed : ofType.filter((jwk) => jwk.kid === kid)
  const [jwk] = fitting
  if (!jwk || fitting.length > 1) {
    throw new Refusal(error, 'no registered key fits')
  }
  await verifyByKey(jwt, jwk, error)
}

/** The signature must be an HMAC with the client secret. */
export async function verifyBySecret({ jwt }: Jwt, secret: string, error: string): Promise<void> {
  const at = jwt.lastIndexOf('.')
  if (encodeBase64url(await hmacSigner(secret)(jwt.slice(0, at))) !== jwt.slice(at + 1)) {
    throw new Refusal(error, 'the signature does not fit')
  }
}

/** A JWT is accepted once: rfc7523 3, rfc9449 11.1. `maker` distinguishes those who choose the same `jti`. */
export function assertUnseen(state: ServerState, { claims }: Jwt, maker: string, error: string): void {
  const { jti } = claims
  const name = JSON.stringify([maker, jti])
  if (typeof jti !== 'string' || state.seen.has(name)) {
    throw new Refusal(error, 'jti is missing, or was used before')
  }
  state.seen.add(name)
}

/** If the client registered an algorithm for what it signs, it must sign with that one. */
export function assertRegisteredAlgorithm({ header }: Jwt, registered: unknown, error: string): void {
  if (registered !== undefined && header.alg !== registered) {
    throw new Refusal(error, 'the client is registered for another algorithm')
  }
}

/** The audience must name the server. */
export function assertAudience({ claims: { aud } }: Jwt, accepted: string[], error: string): void {
  const named = Array.isArray(aud) ? aud : [aud]
  if (!named.some((each) => accepted.includes(each as string))) {
    throw new Refusal(error, 'aud does not name this server')
  }
}

async function refusing<T>(error: string, check: () => Promise<T>): Promise<T> {
  try {
    return await check()
  } catch (cause) {
    throw new Refusal(error, cause instanceof Error ? cause.message : 'the JWT is not acceptable')
  }
}
