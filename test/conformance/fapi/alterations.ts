// Mistakes that an application could make with a request, applied to the library's own: a changed form, a JWT that is
// signed again.
import * as jose from 'jose'
import type { Arrival, Suite } from './server.ts'

type Claims = Record<string, unknown>
type Change = (claims: Claims, header: Claims) => void
export type Alteration = (arrival: Arrival, suite: Suite) => Promise<void> | void

export function assertion(change: Change): Alteration {
  return clientJwt('client_assertion', change)
}

export function object(change: Change): Alteration {
  return clientJwt('request', change)
}

export function form(change: (body: URLSearchParams) => void): Alteration {
  return (arrival) => {
    const body = new URLSearchParams(arrival.body)
    change(body)
    arrival.body = body.toString()
  }
}

export function query(change: (search: URLSearchParams) => void): Alteration {
  return (arrival) => {
    const url = new URL(arrival.url)
    change(url.searchParams)
    arrival.url = url.href
  }
}

export function header(name: string, value: string | undefined): Alteration {
  return ({ headers }) => (value === undefined ? headers.delete(name) : headers.set(name, value))
}

export function uncertified(arrival: Arrival): void {
  arrival.certified = false
}

/** Signed again by the client, unless the change concerns the signature. */
function clientJwt(parameter: string, change: Change): Alteration {
  return async (arrival, { privateKey }) => {
    const { key } = privateKey as { key: CryptoKey }
    const body = new URLSearchParams(arrival.body)
    body.set(parameter, await resigned(body.get(parameter) as string, key, change))
    arrival.body = body.toString()
  }
}

/** Signed with a new key, which is in the proof. */
export function proof(change: Change): Alteration {
  return async ({ headers }) => {
    const { publicKey, privateKey } = await jose.generateKeyPair('ES256', { extractable: true })
    const jwk = await jose.exportJWK(publicKey)
    const withKey: Change = (claims, header) => {
      header.jwk = jwk
      change(claims, header)
    }
    headers.set('dpop', await resigned(headers.get('dpop') as string, privateKey, withKey))
  }
}

async function resigned(jwt: string, key: CryptoKey, change: Change): Promise<string> {
  const [claims, header] = [{ ...jose.decodeJwt(jwt) }, { ...jose.decodeProtectedHeader(jwt) } as Claims]
  change(claims, header)
  const { alg, ...rest } = header
  const encode = (part: Claims) => jose.base64url.encode(JSON.stringify(part))
  if (alg !== 'ES256') return `${encode(header)}.${encode(claims)}.${jwt.split('.')[2]}`
  return new jose.SignJWT(claims).setProtectedHeader({ ...rest, alg }).sign(key)
}
