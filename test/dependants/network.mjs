// Lets unchanged packages reach the test's server under an ordinary name: a TLS connection to op.example.test goes to a
// loopback port and trusts the test's own certificate authority. (@auth0/nextjs-auth0 refuses ports and localhost.)
import tls from 'node:tls'

export const OP_HOST = 'op.example.test'

export function routeToLoopback({ port, ca }) {
  const connect = tls.connect
  tls.connect = (options, ...rest) => {
    const host = options.servername ?? options.host
    if (host !== OP_HOST) throw new Error(`a dependant tries to connect to another machine: ${host}`)
    return connect({ ...options, host: '127.0.0.1', port, ca, servername: 'localhost' }, ...rest)
  }
}
