/**
 * Keys. Where Node guards keys that must not be exported, a pair that is made here is made by `node:crypto`, so that its twin is
 * known; it is made in the thread pool either way.
 */
import type { CryptoKeyPair } from './crypto_key.ts'
import * as portable from './keys.ts'
import { guardsKeys, rememberTwin } from './node_key_twin.ts'
import { type KeyObject, nodeCrypto } from './node_runtime.ts'

export type { KeyParameters } from './keys.ts'
export { exportPublicKey, importPublicKey } from './keys.ts'

export async function generateSigningKeyPair(
  parameters: portable.KeyParameters,
  extractable: boolean,
): Promise<CryptoKeyPair> {
  const crypto = nodeCrypto()
  const recipe = recipeFor(parameters)
  if (extractable || !guardsKeys() || !recipe || !crypto?.KeyObject.prototype.toCryptoKey) {
    return portable.generateSigningKeyPair(parameters, extractable)
  }
  return new Promise((resolve, reject) => {
    crypto.generateKeyPair(recipe.type, recipe.options, (error, publicTwin, privateTwin) => {
      if (error) {
        reject(error)
        return
      }
      const key = (twin: KeyObject, exportable: boolean, usage: string) => {
        const made = twin.toCryptoKey(parameters, exportable, [usage])
        rememberTwin(made, twin)
        return made
      }
      resolve({ publicKey: key(publicTwin, true, 'verify'), privateKey: key(privateTwin, false, 'sign') })
    })
  })
}

function recipeFor(parameters: portable.KeyParameters): { type: string; options: object } | undefined {
  if (parameters === 'Ed25519') {
    return { type: 'ed25519', options: {} }
  }
  const { namedCurve, modulusLength } = parameters as { namedCurve?: string; modulusLength?: number }
  if (namedCurve) {
    return { type: 'ec', options: { namedCurve } }
  }
  // a size that makes no key is refused by WebCrypto, in its own words
  if (Number.isInteger(modulusLength) && (modulusLength as number) >= 1024 && (modulusLength as number) <= 16384) {
    return { type: 'rsa', options: { modulusLength, publicExponent: 65537 } }
  }
  return undefined
}
