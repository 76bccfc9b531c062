// Certificates for loopback, made at each start: one of a certificate authority, and those that it signed for the
// server and for a client. A real application gets its certificate from an authority that the provider names.

import { generate } from 'selfsigned'

/** @returns {Promise<{ ca: string, server: { cert: string, key: string }, client: { cert: string, key: string } }>} PEM */
export async function createCertificates() {
  const authority = await create('Example Authority', [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ])
  const [server, client] = await Promise.all([
    create('localhost', leaf('serverAuth'), authority),
    create('client', leaf('clientAuth'), authority),
  ])
  return { ca: authority.cert, server, client }
}

async function create(name, extensions, ca) {
  const attributes = [
    { name: 'organizationName', value: 'Example' },
    { name: 'commonName', value: name },
  ]
  const made = await generate(attributes, { keyType: 'ec', algorithm: 'sha256', extensions, ...(ca && { ca }) })
  return { cert: made.cert, key: made.private }
}

function leaf(usage) {
  return [
    { name: 'basicConstraints', cA: false },
    { name: 'extKeyUsage', [usage]: true },
    { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
  ]
}
