// The user's browser: keeps cookies, follows the provider's redirects, submits the forms in its pages, and stops when
// the provider redirects it to the client.
import { ISSUER } from './provider.mjs'

export async function visit(start) {
  const cookies = new CookieJar()
  let request = { url: new URL(start) }
  for (let hop = 0; hop < 20; hop++) {
    if (request.url.origin !== ISSUER) return request.url
    const response = await fetch(request.url, {
      method: request.form ? 'POST' : 'GET',
      headers: { cookie: cookies.header(), 'user-agent': 'browser' },
      body: request.form,
      redirect: 'manual',
    })
    cookies.take(response)
    const page = await response.text()
    const location = response.headers.get('location')
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1]
    if (location !== null) request = { url: new URL(location, request.url) }
    else if (action !== undefined) request = { url: new URL(unescape(action), request.url), form: formIn(page) }
    else return page
  }
  throw new Error(`the browser was redirected too often, last to ${request.url}`)
}

/** The cookies of one host. */
export class CookieJar {
  #cookies = new Map()

  take(response) {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair, ...attributes] = cookie.split(/; */)
      const separator = pair.indexOf('=')
      const expired = attributes.some((attribute) => /^max-age=0$|^expires=Thu, 01 Jan 1970/i.test(attribute))
      if (expired) this.#cookies.delete(pair.slice(0, separator))
      else this.#cookies.set(pair.slice(0, separator), pair.slice(separator + 1))
    }
  }

  header() {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }
}

function formIn(page) {
  const form = new URLSearchParams()
  for (const [, name, value] of page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) {
    form.append(name, unescape(value))
  }
  return form
}

function unescape(text) {
  const entities = { '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&' }
  return text.replace(/&quot;|&#39;|&lt;|&gt;|&amp;/g, (entity) => entities[entity])
}
