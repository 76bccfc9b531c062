/**
 * The authorization server's keys: chosen from its JWK Set, which is fetched when needed and cached for five minutes.
 *
 * @see [RFC 7517, 5 - JWK Set Format](https://www.rfc-editor.org/rfc/rfc7517.html#section-5)
 * @see [OpenID Connect Core 1.0, 10.1.1 - Rotation of Asymmetric Signing Keys](https://openid.net/specs/openid-connect-core-1_0.html#RotateSigKeys)
 * @module
 */
import { invalidData } from '../errors/assertions.ts'
import { INVALID_RESPONSE, KEY_SELECTION } from '../errors/codes.ts'
import type { HttpRequestOptions } from '../http/options.ts'
import { isJsonObject } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import { epochTime } from '../platform/clock.ts'
import { parseUrl } from '../platform/url.ts'
import { type Algorithm, findAlgorithm } from './algorithms.ts'
import { fetchJwks } from './fetch_jwks.ts'
import type { JWK, JWKS } from './jwk.ts'
import type { JwtHeader } from './jwt.ts'

/**
 * Option: an object that carries the JWK Set from one process to the next.
 *
 * Pass an empty object or the one that was stored before. Afterwards, store it if its `uat` has changed. Useful if
 * memory does not last from one request to the next.
 *
 * ```ts
 * const cache = (await store.get('jwks')) ?? {}
 * const { uat } = cache
 * await validateJwtAccessToken(as, request, audience, { [jwksCache]: cache })
 * if (cache.uat !== uat) await store.set('jwks', cache)
 * ```
 */
export const jwksCache: unique symbol = Symbol()

/** A JWK Set and when it was fetched. */
export interface ExportedJWKSCache {
  /** The JWK Set. */
  jwks: JWKS
  /** When it was fetched, in seconds since the epoch. */
  uat: number
}

/** What {@link jwksCache} takes: what was stored before, or an empty object. */
export type JWKSCacheInput = ExportedJWKSCache | Record<string, never>

/** Options of every function that verifies the authorization server's signatures. */
export interface JWKSCacheOptions {
  /** See {@link jwksCache}. */
  [jwksCache]?: JWKSCacheInput
}

/** Options of functions that verify a signature. Those about HTTP apply to the request for the JWK Set. */
export interface ValidateSignatureOptions extends HttpRequestOptions<'GET'>, JWKSCacheOptions {}

// seconds for which a set is used, and its minimum age, by default, before a key that it lacks causes a new fetch
const maximumAge = 300
const refreshAge = 60

const known: WeakMap<AuthorizationServer, ExportedJWKSCache> = new WeakMap()

/**
 * The one key that can have made a signature with that header, returned synchronously if the set is cached. A key that
 * the set lacks is looked for in a new set if the set is at least `patience` seconds old: otherwise strangers could
 * make us fetch at will.
 */
export function selectKey(
  as: AuthorizationServer,
  options: ValidateSignatureOptions | undefined,
  header: JwtHeader,
  algorithm: Algorithm,
  patience: number = refreshAge,
): JWK | Promise<JWK> {
  // rfc8725 3.8/1, 3.10/2, oidc-core 2/p5: keys of this issuer, never one that the JWT brings along
  const set = known.get(as) ?? adopt(as, options?.[jwksCache])
  const setAge = set ? age(set) : maximumAge
  const { jwks } = setAge < maximumAge ? (set as ExportedJWKSCache) : { jwks: { keys: [] } }
  const candidates = findCandidates(jwks, header, algorithm)
  // oidc-core 10.1.1/1: an unfamiliar key is a reason to look at the set again, though not at any time
  return candidates.length || setAge < patience
    ? onlyOne(as, header, candidates)
    : refresh(as, options).then(({ jwks }) => onlyOne(as, header, findCandidates(jwks, header, algorithm)))
}

function onlyOne(as: AuthorizationServer, header: JwtHeader, candidates: JWK[]): JWK {
  const [jwk] = candidates
  if (!jwk || candidates.length > 1) {
    throw invalidData(
      jwk ? 'several keys could have made the signature' : 'no key can have made the signature',
      KEY_SELECTION,
      // copies, because the originals are used again
      { header: { ...header }, candidates: candidates.map((each) => ({ ...each })), jwks_uri: parseUrl(as.jwks_uri) },
    )
  }
  return jwk
}

async function refresh(
  as: AuthorizationServer,
  options: ValidateSignatureOptions | undefined,
): Promise<ExportedJWKSCache> {
  const external = options?.[jwksCache] as Partial<ExportedJWKSCache> | undefined
  const before = known.get(as)
  // a recent set, and a set of the caller's that was not adopted, stay until there is a better one
  if (before && age(before) >= refreshAge) {
    known.delete(as)
    delete external?.jwks
    delete external?.uat
  }
  const set = { jwks: await fetchJwks(as, options), uat: epochTime() }
  known.set(as, set)
  if (external) {
    Object.assign(external, { jwks: copyOf(set.jwks), uat: set.uat })
  }
  return set
}

/** Adopts the caller's set if it is fresh and well-formed. It is copied, because the object is the caller's. */
function adopt(as: AuthorizationServer, external: unknown): ExportedJWKSCache | undefined {
  if (!isJsonObject(external) || typeof external.uat !== 'number' || !isJsonObject(external.jwks)) {
    return undefined
  }
  const set = external as unknown as ExportedJWKSCache
  const { keys } = set.jwks
  if (!(age(set) >= 0 && age(set) < maximumAge) || !Array.isArray(keys) || !keys.every(isJsonObject)) {
    return undefined
  }
  const adopted = { jwks: copyOf(set.jwks), uat: set.uat }
  known.set(as, adopted)
  return adopted
}

// parsed JSON may be nested deeper than it can be copied
function copyOf(jwks: JWKS): JWKS {
  try {
    return structuredClone(jwks)
  } catch {
    throw invalidData('the JWK Set cannot be copied', INVALID_RESPONSE, { body: jwks })
  }
}

// a set from that far in the future counts as old: the clock was set back, and may not reach that time again for years
function age({ uat }: ExportedJWKSCache): number {
  const seconds = epochTime() - uat
  return seconds > -maximumAge ? seconds : maximumAge
}

function findCandidates({ keys }: JWKS, { kid }: JwtHeader, algorithm: Algorithm): JWK[] {
  const { kty, crv } = algorithm
  // rfc7517 4/3, 4.1/1, 4.2/1, 4.3/1, 4.4/1, 4.5/1, 5/4, rfc7515 4.1.4/1, rfc8725 3.1/1c, 3.10/1, rfc8037 2/1, 2/2,
  // fapi1-advanced 8.11/1, fapi2-sp 5.4.3/1, rfc9068 5/5: everything that a key declares about itself must fit
  return keys.filter(
    (jwk) =>
      jwk.kty === kty &&
      (kid === undefined || jwk.kid === kid) &&
      (jwk.alg === undefined || findAlgorithm(jwk.alg) === algorithm) &&
      (jwk.use === undefined || jwk.use === 'sig') &&
      (jwk.key_ops === undefined ||
        jwk.key_ops === null ||
        (Array.isArray(jwk.key_ops) && jwk.key_ops.includes('verify'))) &&
      (crv === undefined || jwk.crv === crv),
  )
}
