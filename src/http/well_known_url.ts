/**
 * Well-known URLs: where the metadata of an identifier that is a URL is published.
 *
 * @see [RFC 8615 - Well-Known Uniform Resource Identifiers](https://www.rfc-editor.org/rfc/rfc8615.html)
 * @module
 */

/** Appends the well-known path to the identifier's own path (OpenID Connect Discovery). */
export function appendWellKnown(identifier: URL, name: string): URL {
  // the first `//`, usually from a slash at the end of the identifier, becomes one slash
  return withPath(identifier, `${identifier.pathname}/.well-known/${name}`.replace('//', '/'))
}

/** Inserts the well-known path before the identifier's own path (RFC 8414, RFC 9728). */
export function insertWellKnown(identifier: URL, name: string, keepTrailingSlash: boolean): URL {
  const { pathname } = identifier
  const path = keepTrailingSlash && pathname !== '/' ? pathname : pathname.replace(/\/$/, '')
  return withPath(identifier, `/.well-known/${name}${path}`)
}

function withPath(identifier: URL, path: string): URL {
  const url = new URL(identifier.href)
  url.pathname = path
  // rfc9110 7.1/1: a fragment is not part of a request
  url.hash = ''
  return url
}
