// The servers of the suite in their own process, all on free loopback ports: the authorization server over HTTP, the
// same one over TLS with client certificates, and the desk. start.mjs forks it.
import { createHash, X509Certificate } from 'node:crypto'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createCertificates } from '../../servers/certificates.ts'
import { createAuthorizationServer } from './authorization_server.mjs'
import { createDesk } from './desk.mjs'

// The channel closes when the suite ends, however it ends. The servers must not stay behind.
process.once('disconnect', () => process.exit())

const certificates = await createCertificates()
const [plain, mutual, desk] = [crossOrigin(), crossOrigin(), crossOrigin()]
const tls = { ...certificates.server, ca: certificates.authority.cert, requestCert: true, rejectUnauthorized: false }
const ports = await Promise.all(
  [createServer(plain.listener), createTlsServer(tls, mutual.listener), createServer(desk.listener)].map(listen),
)
const issuer = `http://localhost:${ports[0]}`
const server = await createAuthorizationServer(issuer, `https://localhost:${ports[1]}`)
plain.handle = mutual.handle = server.listener
desk.handle = createDesk({ issuer, decide: server.decide })

process.send({
  issuer,
  desk: `http://localhost:${ports[2]}`,
  tls: {
    ...certificates.client,
    ca: certificates.authority.cert,
    // rfc8705 3.1: the thumbprint in a certificate-bound token
    thumbprint: createHash('sha256').update(new X509Certificate(certificates.client.cert).raw).digest('base64url'),
  },
})

/** Lets a page of any origin call the server: what a deployment for browsers configures. */
function crossOrigin() {
  const door = {
    handle: undefined,
    listener(req, res) {
      res.setHeader('access-control-allow-origin', '*')
      res.setHeader('access-control-expose-headers', 'dpop-nonce, www-authenticate')
      if (req.method !== 'OPTIONS') return door.handle(req, res)
      res.setHeader('access-control-allow-methods', 'GET, POST, PUT')
      res.setHeader('access-control-allow-headers', 'authorization, content-type, dpop, x-check')
      res.writeHead(204).end()
    },
  }
  return door
}

function listen(server) {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server.address().port))
  })
}
