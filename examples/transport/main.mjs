// The application decides how requests travel: through a proxy, with a timeout, with a size limit, with a retry. Each
// is a function around `fetch`, passed as `[customFetch]`; they can be nested.
//
//   node examples/transport/main.mjs

import * as oauth from 'relying'
import { undiciFetch } from 'relying/undici'
import { fetch as fetchOfUndici, ProxyAgent } from 'undici'
import { startAuthorizationServer } from '../server/authorization_server.mjs'
import { startHostileServer, startProxy } from './network.mjs'

// #region proxy
/** Through an HTTP proxy (Node, with npm undici; Bun has `proxy`, Deno has `Deno.createHttpClient`). */
function throughProxy(proxyUrl) {
  const dispatcher = new ProxyAgent(proxyUrl)
  return (url, options) => fetchOfUndici(url, { ...options, dispatcher })
}
// #endregion proxy

// #region size
/** Reads no more than `most` bytes of a response. */
function atMost(most, fetch = globalThis.fetch) {
  return async (url, options) => {
    const response = await fetch(url, options)
    let read = 0
    const counter = new TransformStream({
      transform(chunk, controller) {
        read += chunk.byteLength
        if (read > most) controller.error(new Error(`the response has more than ${most} bytes`))
        else controller.enqueue(chunk)
      },
    })
    const { status, headers } = response
    return new Response(response.body?.pipeThrough(counter), { status, headers })
  }
}
// #endregion size

// #region retry
/** Retries once after a network failure, for requests that change nothing. */
function withRetry(fetch = globalThis.fetch) {
  return (url, options) =>
    fetch(url, options).catch((err) => {
      if (options.method !== 'GET' || options.signal?.aborted) throw err
      return fetch(url, options)
    })
}
// #endregion retry

const server = await startAuthorizationServer({
  client: { client_id: 'shop', redirect_uris: ['https://shop.example/'], token_endpoint_auth_method: 'none' },
})
const hostile = await startHostileServer()
const proxy = await startProxy()
const issuer = new URL(server.issuer)

// #region options
const options = {
  [oauth.customFetch]: atMost(100_000, withRetry(throughProxy(proxy.url))),
  // a timeout for the whole exchange, including its body. The function makes a new one for each request.
  signal: () => AbortSignal.timeout(5_000),
  headers: { 'user-agent': 'shop/1.0' },
  [oauth.allowInsecureRequests]: true, // only for the demonstration server on this machine
}
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
// #endregion options
console.log(`${as.issuer} was asked through the proxy: ${proxy.connections()} connection`)

// #region lean
const transport = undiciFetch({ proxy: proxy.url, headersTimeout: 5_000, maxResponseSize: 100_000 })
const lean = { [oauth.customFetch]: transport, [oauth.allowInsecureRequests]: true }
const again = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, lean))
await transport.close() // when the program ends
// #endregion lean
console.log(`${again.issuer} was asked again, through relying/undici: ${proxy.connections()} connections`)

/** Discovery at a malicious server. */
async function tell(what, path, options) {
  const identifier = new URL(path, hostile)
  const insecure = { ...options, [oauth.allowInsecureRequests]: true }
  try {
    await oauth.processDiscoveryResponse(identifier, await oauth.discoveryRequest(identifier, insecure))
  } catch (err) {
    console.log(`${what}: ${err.name}${err.code ? ` ${err.code}` : ''}, ${err.cause?.message ?? err.message}`)
  }
}

await tell('an endless answer', '/endless', { [oauth.customFetch]: atMost(100_000) })
await tell('no answer', '/silent', { signal: AbortSignal.timeout(200) })

// #region abort
const controller = new AbortController()
const request = oauth.discoveryRequest(new URL('/silent', hostile), {
  signal: controller.signal,
  [oauth.allowInsecureRequests]: true,
})
controller.abort(new Error('the user pressed Cancel'))
await request.catch((err) => console.log(`aborted: ${err.message}`))
// #endregion abort

process.exit() // the hostile server's connections are still open
