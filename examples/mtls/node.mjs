import { Agent, fetch } from 'undici'

/** @param {{ ca?: string, cert?: string, key?: string }} tls in PEM */
export function mutualTlsFetch(tls) {
  const dispatcher = new Agent({ connect: tls })
  return (url, options) => fetch(url, { ...options, dispatcher })
}
