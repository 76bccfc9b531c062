import { encodeText } from '../encoding/text.ts'
import { invalidData } from '../errors/assertions.ts'
import { INVALID_RESPONSE, PARSE_ERROR } from '../errors/codes.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import { decodeBase64url } from '../platform/base64url.ts'
import { verify } from '../platform/signature.ts'
import { algorithmOf, signatureParameters } from './algorithms.ts'
import { importVerificationKey } from './import_key.ts'
import { selectKey, type ValidateSignatureOptions } from './jwks.ts'
import type { Jwt, JwtHeader } from './jwt.ts'

/** Throws unless one of the authorization server's keys made the signature. */
export async function verifyIssuerSignature(
  as: AuthorizationServer,
  options: ValidateSignatureOptions | undefined,
  { header, jwt }: Pick<Jwt, 'header' | 'jwt'>,
): Promise<void> {
  await verifySignature(await issuerKey(as, options, header), jwt)
}

/**
 * The authorization server's key that can have made a signature with that header. For `patience` see {@link selectKey}.
 */
export async function issuerKey(
  as: AuthorizationServer,
  options: ValidateSignatureOptions | undefined,
  header: JwtHeader,
  patience?: number,
): Promise<CryptoKey> {
  // rfc8725 3.1/1b, jarm 2.4/5b: `none` is not an algorithm
  const algorithm = algorithmOf(header.alg)
  const jwk = await selectKey(as, options, header, algorithm, patience)
  return importVerificationKey(jwk, algorithm, INVALID_RESPONSE)
}

/** Throws unless the signature of a compact JWS is valid for that public key. */
export async function verifySignature(key: CryptoKey, jwt: string): Promise<void> {
  const at = jwt.lastIndexOf('.')
  const signature = decodeSignature(jwt.slice(at + 1))
  const input = jwt.slice(0, at)
  const algorithm = signatureParameters(key)
  // rfc7515 5.2/8, rfc8725 3.3/1: exactly the octets that were received
  if (!(await verify(algorithm, key, signature, input))) {
    throw invalidData('JWT signature is invalid', INVALID_RESPONSE, {
      key,
      data: encodeText(input),
      signature,
      // a copy, because the original is used again
      algorithm: typeof algorithm === 'string' ? algorithm : { ...algorithm },
    })
  }
}

function decodeSignature(part: string): Uint8Array<ArrayBuffer> {
  try {
    // rfc7515 5.2/7
    return decodeBase64url(part)
  } catch (cause) {
    throw invalidData('JWT signature is not base64url', PARSE_ERROR, cause)
  }
}
