// Certificates for loopback, generated at each start: an authority, the server's, and those of clients.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate } from 'selfsigned'

/** The subject of the client's certificate as the servers compare it: in the order of RFC 4514. */
export const CLIENT_SUBJECT = 'CN=client,O=Example'

/** Writes authority, server and selfSigned (.crt and .key each) into the folder. */
export async function makeCertificates(folder) {
  const authority = await make('Example Authority', [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ])
  const server = await make('localhost', leaf('serverAuth'), authority)
  const client = await make('client', leaf('clientAuth'), authority)
  const other = await make('another client', leaf('clientAuth'), authority)
  const selfSigned = await make('client', leaf('clientAuth'))
  for (const [name, { cert, key }] of Object.entries({ authority, server, selfSigned })) {
    writeFileSync(join(folder, `${name}.crt`), cert)
    writeFileSync(join(folder, `${name}.key`), key, { mode: 0o600 })
  }
  return { ca: authority.cert, server, client, other, selfSigned }
}

async function make(name, extensions, ca) {
  const attributes = [
    { name: 'organizationName', value: 'Example' },
    { name: 'commonName', value: name },
  ]
  const { cert, private: key } = await generate(attributes, { keyType: 'ec', algorithm: 'sha256', extensions, ca })
  return { cert, key }
}

function leaf(usage) {
  return [
    { name: 'basicConstraints', cA: false },
    { name: 'extKeyUsage', [usage]: true },
    { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
  ]
}
