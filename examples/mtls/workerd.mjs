/** @param {{ fetch: typeof fetch }} certificate the binding of the Worker that holds the certificate */
export function mutualTlsFetch(certificate) {
  return (url, options) => certificate.fetch(url, options)
}
