/** The runtime's `fetch`, looked up at each call: applications patch it. */
export function platformFetch(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, init)
}
