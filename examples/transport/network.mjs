// What the demonstration needs around it: a proxy and a malicious server. Do not copy it.

import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'

/** An HTTP proxy that counts its connections. */
export async function startProxy() {
  let connections = 0
  const server = createServer().listen(0, 'localhost')
  server.on('connect', (request, client, head) => {
    connections++
    if (!URL.canParse(`http://${request.url}`)) return client.destroy()
    const { hostname, port } = new URL(`http://${request.url}`)
    const upstream = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(client).pipe(upstream)
    })
    for (const socket of [client, upstream]) socket.on('error', () => {})
  })
  await once(server, 'listening')
  return {
    url: `http://localhost:${server.address().port}`,
    connections: () => connections,
    close: () => server.close(),
  }
}

/** `/endless` never stops sending, everything else never answers. */
export async function startHostileServer() {
  const server = createServer((request, response) => {
    if (!request.url.startsWith('/endless')) return
    response.writeHead(200, { 'content-type': 'application/json' })
    const send = () => {
      while (!response.destroyed && response.write(' '.repeat(10_000)));
    }
    response.on('drain', send).on('error', () => {})
    send()
  }).listen(0, 'localhost')
  await once(server, 'listening')
  return `http://localhost:${server.address().port}`
}
