// ID Tokens and responses, encrypted as in the suite.
import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto'
import * as jose from 'jose'
import { rsaKeyPair, type Suite } from './server.ts'

/** As a client of the suite may be registered: `RSA-OAEP-256`, `A256GCM`. With JARM the response is encrypted. */
export async function encrypted(suite: Suite): Promise<void> {
  const { publicKey, privateKey } = await encryptionKeyPair()
  suite.decryptionKey = privateKey
  const encrypt = (jwt: string) =>
    new jose.CompactEncrypt(new TextEncoder().encode(jwt))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT' })
      .encrypt(publicKey)
  if (suite.variant.response === 'jarm') suite.rewriteJarm = encrypt
  else suite.rewriteIdToken = encrypt
}

/** With the algorithm that the profile forbids, which npm jose does not have. */
export async function encryptedWithRsa15(suite: Suite): Promise<void> {
  const { publicKey, privateKey } = await encryptionKeyPair()
  suite.decryptionKey = privateKey
  const pem = await jose.exportSPKI(publicKey)
  suite.rewriteIdToken = async (jwt) => {
    const [key, iv] = [randomBytes(32), randomBytes(12)]
    const header = jose.base64url.encode(JSON.stringify({ alg: 'RSA1_5', enc: 'A256GCM', cty: 'JWT' }))
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(header))
    const text = Buffer.concat([cipher.update(jwt), cipher.final()])
    const wrapped = publicEncrypt({ key: pem, padding: constants.RSA_PKCS1_PADDING }, key)
    return [header, ...[wrapped, iv, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.')
  }
}

async function encryptionKeyPair(): Promise<jose.GenerateKeyPairResult> {
  const { publicKey, privateKey } = await rsaKeyPair()
  return {
    publicKey: (await jose.importJWK(await jose.exportJWK(publicKey), 'RSA-OAEP-256', {
      extractable: true,
    })) as CryptoKey,
    privateKey: (await jose.importJWK(await jose.exportJWK(privateKey), 'RSA-OAEP-256')) as CryptoKey,
  }
}
