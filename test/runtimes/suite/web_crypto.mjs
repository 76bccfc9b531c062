// Signs and verifies with the runtime's WebCrypto directly, so that other code verifies the library's signatures, and
// signs what it verifies.

const encoder = new TextEncoder()
const decoder = new TextDecoder()

const rsa = (name, bits) => ({
  kty: 'RSA',
  key: { name, hash: `SHA-${bits}` },
  use: name === 'RSA-PSS' ? { name, saltLength: bits / 8 } : { name },
  digest: `SHA-${bits}`,
})
const ecdsa = (namedCurve, bits) => ({
  kty: 'EC',
  key: { name: 'ECDSA', namedCurve },
  use: { name: 'ECDSA', hash: `SHA-${bits}` },
  digest: `SHA-${bits}`,
})
const ed25519 = { kty: 'OKP', key: { name: 'Ed25519' }, use: { name: 'Ed25519' }, digest: 'SHA-512' }
const mldsa = (name) => ({
  kty: 'AKP',
  key: { name },
  use: { name },
  digest: { name: 'cSHAKE256', outputLength: 512 },
})

/** RFC 7518 3.1, RFC 8037 3.1, RFC 9864 2.2, and ML-DSA for JOSE. */
export const algorithms = {
  PS256: rsa('RSA-PSS', 256),
  PS384: rsa('RSA-PSS', 384),
  PS512: rsa('RSA-PSS', 512),
  RS256: rsa('RSASSA-PKCS1-v1_5', 256),
  RS384: rsa('RSASSA-PKCS1-v1_5', 384),
  RS512: rsa('RSASSA-PKCS1-v1_5', 512),
  ES256: ecdsa('P-256', 256),
  ES384: ecdsa('P-384', 384),
  ES512: ecdsa('P-521', 512),
  Ed25519: ed25519,
  EdDSA: ed25519,
  'ML-DSA-44': mldsa('ML-DSA-44'),
  'ML-DSA-65': mldsa('ML-DSA-65'),
  'ML-DSA-87': mldsa('ML-DSA-87'),
}

export const isPostQuantum = (alg) => algorithms[alg].kty === 'AKP'

export function base64url(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

export function fromBase64url(text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
}

const encode = (value) => base64url(encoder.encode(JSON.stringify(value)))
const decode = (part) => JSON.parse(decoder.decode(fromBase64url(part)))

export function decodeJwt(jwt) {
  const [header, payload] = jwt.split('.')
  return { header: decode(header), payload: decode(payload) }
}

export async function signJwt(header, payload, key) {
  const input = `${encode(header)}.${encode(payload)}`
  const { use } = algorithms[header.alg]
  return `${input}.${base64url(await crypto.subtle.sign(use, key, encoder.encode(input)))}`
}

export async function verifiesJwt(jwt, alg, key) {
  const [header, payload, signature] = jwt.split('.')
  const input = encoder.encode(`${header}.${payload}`)
  return crypto.subtle.verify(algorithms[alg].use, key, fromBase64url(signature), input)
}

/** Changes one character in the middle of the signature. */
export function tamper(jwt) {
  const at = jwt.length - 20
  return jwt.slice(0, at) + (jwt[at] === 'A' ? 'B' : 'A') + jwt.slice(at + 1)
}

export async function sha256(text) {
  return base64url(await crypto.subtle.digest('SHA-256', encoder.encode(text)))
}

/** OIDC Core 3.3.2.11: the left half of the algorithm's digest. */
export async function leftHalf(alg, text) {
  const digest = await crypto.subtle.digest(algorithms[alg].digest, encoder.encode(text))
  return base64url(digest.slice(0, digest.byteLength / 2))
}

/** RFC 7638 3: the required members in lexicographic order. */
export async function thumbprint(jwk) {
  const members = {
    RSA: ['e', 'kty', 'n'],
    EC: ['crv', 'kty', 'x', 'y'],
    OKP: ['crv', 'kty', 'x'],
    AKP: ['alg', 'kty', 'pub'],
  }
  return sha256(JSON.stringify(Object.fromEntries(members[jwk.kty].map((name) => [name, jwk[name]]))))
}

export async function publicJwk(key) {
  const { kty, crv, x, y, n, e, pub, alg } = await crypto.subtle.exportKey('jwk', key)
  return JSON.parse(JSON.stringify({ kty, crv, x, y, n, e, pub, alg: kty === 'AKP' ? alg : undefined }))
}
