/**
 * Signatures by `node:crypto`. Cheap operations run on the main thread while the event loop has little to do, all
 * others in the thread pool. Private RSA operations and the larger curves never run on the main thread. Keys without a
 * twin are left to WebCrypto.
 */
import { derFromJoined, joinedFromDer } from './ecdsa_encoding.ts'
import { twinOf } from './node_key_twin.ts'
import {
  type NodeBuffer,
  type NodeBuffers,
  nodeBuffer,
  nodeCrypto,
  nodeVersion,
  type SigningKey,
} from './node_runtime.ts'
import { mayRunInline, runPooled, signing, verifying } from './node_turn.ts'
import * as portable from './signature.ts'

export type { SignatureParameters } from './signature.ts'

/** How `node:crypto` performs the operations of a key. */
interface Plan {
  // wrapped only if it must be: see `isDear`
  key: SigningKey
  digest: string | null
  /** bytes of each of the two numbers of an ECDSA signature; 0 for other algorithms */
  size: number
  /** what the operation weighs on the main thread; without a weight it never runs there */
  signing?: number
  verifying?: number
}

// made once for each key: asking a key for its algorithm takes microseconds (measured on Node 24)
const plans: WeakMap<CryptoKey, Plan | null> = new WeakMap()

const curveSizes: Record<string, number> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 }
const digests: Record<string, string> = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' }

export function sign(
  parameters: portable.SignatureParameters,
  key: CryptoKey,
  text: string,
): Uint8Array | Promise<Uint8Array> {
  const crypto = nodeCrypto()
  const plan = crypto && planOf(parameters, key)
  if (!plan || isDear(plan)) {
    return portable.sign(parameters, key, text)
  }
  const { key: twin, digest, size, signing: weight } = plan
  const data = (nodeBuffer() as NodeBuffers).from(text, 'utf8')
  if (weight && mayRunInline(weight)) {
    return joined(crypto.sign(digest, data, twin), size)
  }
  const pooled = runPooled<NodeBuffer>((done) => crypto.sign(digest, data, twin, done))
  return size ? pooled.then((signature) => joined(signature, size)) : pooled
}

function joined(signature: NodeBuffer, size: number): Uint8Array {
  return size ? joinedFromDer(signature, size) : signature
}

export function verify(
  parameters: portable.SignatureParameters,
  key: CryptoKey,
  signature: Uint8Array<ArrayBuffer>,
  text: string,
): boolean | Promise<boolean> {
  const crypto = nodeCrypto()
  const plan = crypto && planOf(parameters, key)
  if (!plan || isDear(plan)) {
    return portable.verify(parameters, key, signature, text)
  }
  const { key: twin, digest, size, verifying: weight } = plan
  // rfc7518 3.4/2
  if (size && signature.length !== 2 * size) {
    return false
  }
  const data = (nodeBuffer() as NodeBuffers).from(text, 'utf8')
  const encoded = size ? derFromJoined(signature) : signature
  return weight && mayRunInline(weight)
    ? crypto.verify(digest, data, twin, encoded)
    : runPooled((done) => crypto.verify(digest, data, twin, encoded, done))
}

export function hmacSigner(secret: string): (text: string) => Promise<Uint8Array> {
  const crypto = nodeCrypto()
  return crypto
    ? async (text) => crypto.createHmac('sha256', secret).update(text).digest()
    : portable.hmacSigner(secret)
}

function planOf(parameters: portable.SignatureParameters, key: CryptoKey): Plan | null {
  let plan = plans.get(key)
  if (plan === undefined) {
    plan = makePlan(parameters, key)
    plans.set(key, plan)
  }
  return plan
}

function makePlan(parameters: portable.SignatureParameters, key: CryptoKey): Plan | null {
  const twin = twinOf(key)
  if (!twin) {
    return null
  }
  const { name, hash, namedCurve } = key.algorithm as { name: string; hash?: { name: string }; namedCurve?: string }
  switch (name) {
    case 'ECDSA': {
      const size = curveSizes[namedCurve as string] as number
      const digest = digests[(parameters as { hash: string }).hash] as string
      return { key: twin, digest, size, ...(size === 32 && { signing, verifying }) }
    }
    case 'Ed25519':
      return { key: twin, digest: null, size: 0, signing, verifying }
    case 'RSA-PSS':
    case 'RSASSA-PKCS1-v1_5': {
      const { saltLength } = parameters as { saltLength?: number }
      const padding = nodeCrypto()?.constants.RSA_PKCS1_PSS_PADDING as number
      return {
        key: saltLength ? { key: twin, padding, saltLength } : twin,
        digest: digests[hash?.name as string] as string,
        size: 0,
        ...(isModest(key) && { verifying }),
      }
    }
    default:
      return null
  }
}

/** Whether Node takes longer to unwrap the key than a trip to WebCrypto takes (measured on Node 24: 20 to 30 µs). */
function isDear({ key }: Plan): boolean {
  return 'padding' in key && nodeVersion() === 24
}

/** Whether verifying with the key takes only microseconds: whoever sends a key chooses its size. */
function isModest(key: CryptoKey): boolean {
  const { modulusLength, publicExponent } = key.algorithm as RsaKeyAlgorithm
  return modulusLength <= 4096 && publicExponent.length <= 4
}
