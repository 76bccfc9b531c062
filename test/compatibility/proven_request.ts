/** Resource requests with an access token bound to a key and a DPoP proof made by one. */
import { createHash } from 'node:crypto'
import { get } from './keys.ts'
import { issuer } from './parties.ts'
import { type JwtData, Made, now, request } from './value.ts'

export const audience = 'https://rs.example'
export const where = 'https://rs.example/api?x=1'

export const accessHeader = { alg: 'ES256', typ: 'at+jwt', kid: 'k1' }
export const accessClaims = {
  iss: issuer,
  exp: now + 60,
  aud: audience,
  sub: 'someone',
  iat: now,
  jti: 'j',
  client_id: 'client',
  scope: 'a',
}

export interface ProvenData {
  /** Changes to the proof's header and claims. */
  header?: object
  claims?: object
  /** The key that signs the proof, and the one in the access token. */
  key?: string
  bound?: string
  scheme?: string
  /** Replaces the proof. */
  text?: unknown
  method?: string
  url?: string
  /** Changes to the claims of the access token. */
  changes?: object
  /** A further `DPoP` header. */
  second?: string
}

export const proven = (data: ProvenData) => new Made('proven', data)

const digest = (text: string) => createHash('sha256').update(text).digest('base64url')

/** RFC 7638. */
function thumbprint(name: string): string {
  const { crv, e, kty, n, x, y } = get(name).publicJwk as Record<string, string>
  return digest(JSON.stringify(kty === 'RSA' ? { e, kty, n } : kty === 'EC' ? { crv, kty, x, y } : { crv, kty, x }))
}

/** The request that `proven` describes; `compact` signs. */
export function provenRequest(data: ProvenData, compact: (data: JwtData) => string): Made {
  const { key = 'Ed25519', bound = key, scheme = 'DPoP', text, method = 'GET', url = where } = data
  const access = compact({
    header: accessHeader,
    claims: { ...accessClaims, cnf: { jkt: thumbprint(bound) }, ...data.changes },
    key: 'ES256',
  })
  const { alg, publicJwk } = get(key)
  const proof =
    text ??
    compact({
      header: { alg, typ: 'dpop+jwt', jwk: publicJwk, ...data.header },
      claims: { iat: now, jti: 'p', htm: method, htu: 'https://rs.example/api', ath: digest(access), ...data.claims },
      key,
    })
  const headers: [string, string][] = [
    ['authorization', `${scheme} ${access}`],
    ['dpop', proof as string],
  ]
  if (data.second) headers.push(['dpop', data.second === 'same' ? (proof as string) : data.second])
  return request({ url, method, headers })
}
