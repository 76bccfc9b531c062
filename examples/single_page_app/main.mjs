// Serves the single-page app: static files and its settings. The app itself is app.mjs.
//
//   node examples/single_page_app/main.mjs     then open the URL that it prints

import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { startAuthorizationServer } from '../server/authorization_server.mjs'

const JAVASCRIPT = 'text/javascript; charset=utf-8'
const files = {
  '/': ['text/html; charset=utf-8', read(new URL('index.html', import.meta.url))],
  '/app.mjs': [JAVASCRIPT, read(new URL('app.mjs', import.meta.url))],
}
// the library's build for browsers
const library = new URL('../../dist/', import.meta.url)
for (const name of readdirSync(library).filter((file) => file.endsWith('.js'))) {
  files[`/relying/${name}`] = [JAVASCRIPT, read(new URL(name, library))]
}

const listener = createServer((request, response) => {
  const [path] = request.url.split('?') // not `new URL`, which throws for `GET //`, which any client can send
  const [type, body] = files[path] ?? []
  response.writeHead(body === undefined ? 404 : 200, { 'content-type': type ?? 'text/plain' }).end(body)
}).listen(Number(process.env.PORT ?? 0), 'localhost')
await once(listener, 'listening')
const origin = `http://localhost:${listener.address().port}`

const server = await startAuthorizationServer({
  client: {
    client_id: 'app',
    token_endpoint_auth_method: 'none',
    redirect_uris: [`${origin}/`],
    dpop_bound_access_tokens: true,
  },
})
files['/settings.json'] = ['application/json', JSON.stringify({ issuer: server.issuer, client_id: 'app' })]

console.log(`Open ${origin}`)

function read(url) {
  return readFileSync(fileURLToPath(url))
}
