// Descriptions of requests and outcomes without random values and times, so that two runs can be compared.
import { decodeJwt, decodeProtectedHeader } from 'jose'

const random = new Set([
  ...['access_token', 'refresh_token', 'code', 'token', 'subject_token', 'device_code', 'user_code', 'auth_req_id'],
  ...['request_uri', 'verification_uri_complete', 'client_secret', 'jti', 'ath', 'x', 'y', 'n', 'kid'],
  ...['at_hash', 'c_hash', 's_hash'],
])
const times = new Set(['iat', 'exp', 'nbf', 'auth_time'])

/** Headers that are compared unchanged. */
export const wholeHeaders = { accept: whole, authorization: whole, 'content-type': whole, dpop: whole }
/** For a library that writes them differently: the media type without parameters, Basic credentials decoded. */
export const meaningOfHeaders = { authorization: credentials, 'content-type': (value) => value.split(';')[0] }

/** A request as the server of `relying/testing` records it. */
export function describeRequest({ request: { method, url, headers, body } }, compared) {
  const names = Object.keys(compared).filter((name) => headers[name] !== undefined)
  const kept = names.map((name) => [name, compared[name](headers[name])])
  return { method, ...describeUrl(new URL(url)), ...Object.fromEntries(kept), body: describeBody(headers, body) }
}

function whole(value) {
  const [scheme, token, more] = value.split(' ')
  if (isJwt(value)) return describeJwt(value)
  return ['bearer', 'dpop'].includes(scheme.toLowerCase()) && token && !more ? `${scheme} …` : value
}

function credentials(value) {
  const [, basic] = value.match(/^Basic (.+)$/) ?? []
  return basic ? atob(basic).split(':').map(decodeURIComponent) : whole(value)
}

function describeUrl(url) {
  return { address: url.origin + url.pathname, query: describeParameters(url.searchParams), fragment: url.hash }
}

function describeBody({ 'content-type': type = '' }, body) {
  if (type.includes('json')) return describe(JSON.parse(body))
  return type.includes('form') ? describeParameters(new URLSearchParams(body)) : body
}

function describeParameters(parameters) {
  const entries = [...parameters].map(([name, value]) => [name, describeMember(name, value)])
  return entries.sort(([a], [b]) => (a < b ? -1 : 1))
}

/** A result: JSON, a URL, an error, a response that was read. */
export function describe(value) {
  if (value instanceof URL) return describeUrl(value)
  if (value instanceof Error) return describeError(value)
  if (Array.isArray(value)) return value.map(describe)
  if (typeof value !== 'object' || value === null) return isJwt(value) ? describeJwt(value) : value
  const members = Object.entries(value).filter(([, member]) => member !== undefined && typeof member !== 'function')
  return Object.fromEntries(members.map(([name, member]) => [name, describeMember(name, member)]))
}

function describeMember(name, value) {
  if (random.has(name)) return `a ${typeof value}`
  if (times.has(name)) return 'a time'
  return describe(value)
}

/** Class names are compared only by the rows about them. */
function describeError({ code, error, status }) {
  return { code, error, status }
}

function isJwt(value) {
  return typeof value === 'string' && /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(value)
}

function describeJwt(jwt) {
  const header = decodeProtectedHeader(jwt)
  const claims = decodeJwt(jwt)
  // the nonce of a DPoP proof is the server's
  if (header.typ === 'dpop+jwt' && claims.nonce !== undefined) claims.nonce = 'a nonce'
  return { header: describe(header), claims: describe(claims) }
}
