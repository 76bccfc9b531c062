/** @param {{ ca?: string, cert?: string, key?: string }} tls in PEM */
export function mutualTlsFetch({ ca, cert, key }) {
  const client = Deno.createHttpClient({ caCerts: ca ? [ca] : [], ...(cert && { cert, key }) })
  return (url, options) => fetch(url, { ...options, client })
}
