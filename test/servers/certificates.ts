// Certificates for loopback, generated at each start: an authority, the server's, a client's that the authority signed,
// and a client's that is self-signed.

import { X509Certificate } from 'node:crypto'
import { generate } from 'selfsigned'

export interface Certificate {
  cert: string
  key: string
}

export interface Certificates {
  authority: Certificate
  server: Certificate
  client: Certificate
  selfSignedClient: Certificate
}

export const CLIENT_SUBJECT = 'CN=client,O=Example'

export async function createCertificates(): Promise<Certificates> {
  const authority = await create('Example Authority', [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ])
  const [server, client, selfSignedClient] = await Promise.all([
    create('localhost', leaf('serverAuth'), authority),
    create('client', leaf('clientAuth'), authority),
    create('self-signed-client', leaf('clientAuth')),
  ])
  return { authority, server, client, selfSignedClient }
}

/** A self-signed client registers its certificate as a public key with the certificate in `x5c` (RFC 8705 2.2.2). */
export function certificateToJwk({ cert }: Certificate) {
  const { publicKey, raw } = new X509Certificate(cert)
  return { ...publicKey.export({ format: 'jwk' }), kid: 'tls', use: 'sig', x5c: [raw.toString('base64')] }
}

async function create(name: string, extensions: object[], ca?: Certificate): Promise<Certificate> {
  const attributes = [
    { name: 'organizationName', value: 'Example' },
    { name: 'commonName', value: name },
  ]
  const options = { keyType: 'ec', algorithm: 'sha256', extensions, ...(ca && { ca }) }
  const made = await generate(attributes, options as Parameters<typeof generate>[1])
  return { cert: made.cert, key: made.private }
}

function leaf(usage: 'serverAuth' | 'clientAuth'): object[] {
  return [
    { name: 'basicConstraints', cA: false },
    { name: 'extKeyUsage', [usage]: true },
    { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
  ]
}
