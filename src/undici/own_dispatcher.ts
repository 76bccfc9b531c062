import { loadUndici, type UndiciDispatcher, type UndiciPool } from './undici.ts'
import type { UndiciFetchOptions } from './undici_fetch.ts'

/** Makes the dispatcher of a transport that was given none. */
export async function makeDispatcher(options: UndiciFetchOptions): Promise<UndiciDispatcher> {
  const { connections = null, keepAliveTimeout = 4_000, proxy, tls } = options
  const { connectTimeout, headersTimeout, bodyTimeout } = timeLimits(options)
  const { Agent, Pool, ProxyAgent } = await loadUndici()
  const connect = { ...tls, timeout: connectTimeout }
  const shared = { connections, keepAliveTimeout, headersTimeout, bodyTimeout, connect }
  if (!proxy) {
    return new Agent(shared)
  }
  // by default a `ProxyAgent` waits five minutes for the proxy's response
  const limits = { connectTimeout, headersTimeout: connectTimeout }
  const clientFactory = (origin: URL) => askingOnce(new Pool(origin, limits))
  // undici 8 opens a tunnel only for https if not told otherwise
  return new ProxyAgent({ ...shared, ...proxyOf(proxy), proxyTunnel: true, clientFactory, requestTls: connect })
}

/**
 * undici mistakes some failures for those of an idle connection. It would then ask the proxy for another tunnel at once, thousands of
 * times a second, even after the request was aborted. This replaces them with other errors.
 */
function askingOnce(pool: UndiciPool): UndiciPool {
  const { connect } = pool
  pool.connect = async (options) => {
    const tunnel = await connect.call(pool, options).catch((cause) => {
      throw /^UND_ERR_(?:SOCKET|INFO)$/.test(cause?.code)
        ? new Error('the proxy closed the connection', { cause })
        : cause
    })
    // nothing arrives through a tunnel before something was sent
    if (tunnel.statusCode === 200 && tunnel.socket.readableLength > 0) {
      tunnel.socket.on('error', () => {}).destroy()
      throw new Error('the proxy sent data after its response')
    }
    return tunnel
  }
  return pool
}

/** The timeouts, in milliseconds. */
export function timeLimits({
  connectTimeout = 10_000,
  // ciba 10.1/p5: the polling loop gives a poll 40 seconds, and its limit must come first
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
    // not the platform's error: it shows the string, which may have a password in it
    throw Object.assign(new TypeError('"options.proxy" must be a URL'), { code: 'ERR_INVALID_ARG_VALUE' })
  }
}
