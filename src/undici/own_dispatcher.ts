import { loadUndici, type UndiciDispatcher, type UndiciPool } from './undici.ts'
import type { UndiciFetchOptions } from './undici_fetch.ts'

/** What sends the requests of a transport that brought no dispatcher along. */
export async function makeDispatcher(options: UndiciFetchOptions): Promise<UndiciDispatcher> {
  const { connections = null, keepAliveTimeout = 4_000, proxy, tls } = options
  const { connectTimeout, headersTimeout, bodyTimeout } = timeLimits(options)
  const { Agent, Pool, ProxyAgent } = await loadUndici()
  const connect = { ...tls, timeout: connectTimeout }
  const shared = { connections, keepAliveTimeout, headersTimeout, bodyTimeout, connect }
  if (!proxy) {
    return new Agent(shared)
  }
  // of its own accord a `ProxyAgent` waits five minutes for the answer of the proxy
  const limits = { connectTimeout, headersTimeout: connectTimeout }
  const clientFactory = (origin: URL) => askingOnce(new Pool(origin, limits))
  return new ProxyAgent({ ...shared, ...proxyOf(proxy), clientFactory, requestTls: connect })
}

/**
 * Some failures undici takes for those of a connection that was idle: it would ask the proxy for another tunnel at once, thousands of times
 * a second, even when the request has been aborted. Of these other errors are made.
 */
function askingOnce(pool: UndiciPool): UndiciPool {
  const { connect } = pool
  pool.connect = async (options) => {
    const tunnel = await connect.call(pool, options).catch((cause) => {
      throw /^UND_ERR_(?:SOCKET|INFO)$/.test(cause?.code)
        ? new Error('the proxy closed the connection', { cause })
        : cause
    })
    // nothing comes through a tunnel before something was sent
    if (tunnel.statusCode === 200 && tunnel.socket.readableLength > 0) {
      tunnel.socket.on('error', () => {}).destroy()
      throw new Error('the proxy sent more than its answer')
    }
    return tunnel
  }
  return pool
}

/** The time-outs, in milliseconds. */
export function timeLimits({
  connectTimeout = 10_000,
  // ciba 10.1/p5: the polling loop gives a poll 40 seconds, and has the last word
  headersTimeout = 60_000,
  bodyTimeout = 30_000,
}: UndiciFetchOptions): { connectTimeout: number; headersTimeout: number; bodyTimeout: number } {
  return { connectTimeout, headersTimeout, bodyTimeout }
}

function proxyOf(text: string): { uri: string; token?: string } {
  try {
    const url = new URL(text)
    const { username, password } = url
    url.username = ''
    url.password = ''
    const credentials = new TextEncoder().encode(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)
    const token = `Basic ${btoa(String.fromCharCode(...credentials))}`
    return { uri: url.href, ...((username || password) && { token }) }
  } catch {
    // not the error of the platform: it shows the text, and there may be a password in it
    throw Object.assign(new TypeError('"options.proxy" must be a URL'), { code: 'ERR_INVALID_ARG_VALUE' })
  }
}
