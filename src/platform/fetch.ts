/** The runtime's `fetch`, looked up at each call because applications patch it. */
export function platformFetch(): typeof fetch {
  return fetch
}
