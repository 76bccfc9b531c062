/** @param {{ ca?: string, cert?: string, key?: string }} tls in PEM */
export function mutualTlsFetch(tls) {
  return (url, options) => fetch(url, { ...options, tls })
}
