/** The keys of all cases, generated once per run and passed to both libraries. */
import {
  constants,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signSync,
  verify as verifySync,
} from 'node:crypto'

type Jwk = Record<string, unknown>
type Algorithm = Parameters<typeof crypto.subtle.importKey>[2]

export interface PoolKey {
  alg: string
  privateJwk: Jwk
  publicJwk: Jwk
  private: CryptoKey
  public: CryptoKey
  privateObject: KeyObject
  publicObject: KeyObject
}

export const secret = 'a secret of thirty-two characters'

const pool = new Map<string, PoolKey>()
const single = new Map<string, CryptoKey>()

export async function makeKeys(): Promise<void> {
  if (pool.size > 0) return
  const large = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const rsa = (name: string, hash: string) => ({ name, hash })
  for (const size of ['256', '384', '512']) {
    await add(`RS${size}`, `RS${size}`, large, rsa('RSASSA-PKCS1-v1_5', `SHA-${size}`))
    await add(`PS${size}`, `PS${size}`, large, rsa('RSA-PSS', `SHA-${size}`))
  }
  await add('weak RS256', 'RS256', weak, rsa('RSASSA-PKCS1-v1_5', 'SHA-256'))
  await add('weak PS256', 'PS256', weak, rsa('RSA-PSS', 'SHA-256'))
  await add('RSA SHA-1', 'RS256', large, rsa('RSASSA-PKCS1-v1_5', 'SHA-1'))
  await add('PSS SHA-1', 'PS256', large, rsa('RSA-PSS', 'SHA-1'))
  await add('RSA-OAEP', 'RS256', large, rsa('RSA-OAEP', 'SHA-256'), ['decrypt'], ['encrypt'])
  for (const [name, alg, namedCurve] of [
    ['ES256', 'ES256', 'P-256'],
    ['other ES256', 'ES256', 'P-256'],
    ['ES384', 'ES384', 'P-384'],
    ['ES512', 'ES512', 'P-521'],
  ] as const) {
    await add(name, alg, generateKeyPairSync('ec', { namedCurve }), { name: 'ECDSA', namedCurve } as Algorithm)
  }
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await add('ECDH', 'ES256', ec, { name: 'ECDH', namedCurve: 'P-256' } as Algorithm, ['deriveBits'], [])
  await add('Ed25519', 'Ed25519', generateKeyPairSync('ed25519'), { name: 'Ed25519' })
  await add('other Ed25519', 'Ed25519', generateKeyPairSync('ed25519'), { name: 'Ed25519' })
  single.set('HMAC', await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign', 'verify']))
  const es256 = get('ES256')
  single.set(
    'sealed ES256',
    await crypto.subtle.importKey('jwk', es256.publicJwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']),
  )
}

async function add(
  name: string,
  alg: string,
  objects: { privateKey: KeyObject; publicKey: KeyObject },
  algorithm: Algorithm,
  privateUsages: KeyUsage[] = ['sign'],
  publicUsages: KeyUsage[] = ['verify'],
): Promise<void> {
  const privateJwk = objects.privateKey.export({ format: 'jwk' }) as Jwk
  const publicJwk = objects.publicKey.export({ format: 'jwk' }) as Jwk
  pool.set(name, {
    alg,
    privateJwk,
    publicJwk,
    private: await crypto.subtle.importKey('jwk', privateJwk, algorithm, false, privateUsages),
    public: await crypto.subtle.importKey('jwk', publicJwk, algorithm, true, publicUsages),
    privateObject: createPrivateKey({ key: privateJwk, format: 'jwk' }),
    publicObject: createPublicKey({ key: publicJwk, format: 'jwk' }),
  })
}

export function get(name: string): PoolKey {
  const found = pool.get(name)
  if (!found) throw new Error(`no key named ${name}`)
  return found
}

export function cryptoKey(name: string, part: string): CryptoKey {
  const found = part === 'secret' ? single.get(name) : get(name)[part as 'private' | 'public']
  if (!found) throw new Error(`no ${part} key named ${name}`)
  return found
}

/** The name of a CryptoKey in a printed case. */
export function keyName(value: CryptoKey): string | undefined {
  for (const [name, entry] of pool) {
    if (entry.private === value) return `${name} private`
    if (entry.public === value) return `${name} public`
  }
  for (const [name, entry] of single) if (entry === value) return name
  return undefined
}

function settings(alg: string, object: KeyObject) {
  const size = alg.slice(-3)
  if (alg.startsWith('PS')) {
    return { key: object, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(size) / 8 }
  }
  return { key: object, dsaEncoding: 'ieee-p1363' as const }
}

const digest = (alg: string) => (/^[A-Z]{2}\d{3}$/.test(alg) ? `sha${alg.slice(-3)}` : undefined)

const signatures = new Map<string, string>()

/** The same text signed twice has the same signature, so that a case can be replayed. */
export function sign(name: string, data: string, alg?: string): string {
  const again = `${name} ${alg} ${data}`
  const known = signatures.get(again)
  if (known !== undefined) return known
  if (signatures.size > 20_000) signatures.clear()
  const made = signAnew(name, data, alg)
  signatures.set(again, made)
  return made
}

function signAnew(name: string, data: string, alg?: string): string {
  if (name === 'HMAC') return createHmac('sha256', secret).update(data).digest('base64url')
  const entry = get(name)
  const used = alg ?? entry.alg
  return signSync(digest(used) as string, Buffer.from(data), settings(used, entry.privateObject)).toString('base64url')
}

/** Which of the named keys (or the client secrets) made the signature. */
export function signer(names: Iterable<string>, secrets: Iterable<string>, data: string, signature: string): string {
  for (const value of [secret, ...secrets]) {
    if (createHmac('sha256', value).update(data).digest('base64url') === signature) return 'the client secret'
  }
  for (const name of names) {
    const entry = pool.get(name)
    if (!entry) continue
    if (
      verifySync(
        digest(entry.alg),
        Buffer.from(data),
        settings(entry.alg, entry.publicObject),
        Buffer.from(signature, 'base64url'),
      )
    ) {
      return name
    }
  }
  return 'nobody'
}
