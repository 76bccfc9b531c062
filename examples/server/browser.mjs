// The user and the user's browser, for examples that run unattended: follows redirects, keeps cookies, presses the
// button that allows, and returns the URL at which the application would be called. A real application redirects the
// user's browser instead: see ../web_application.

const ENTITIES = { '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&' }

/**
 * Visits a URL of the authorization server.
 *
 * @param {URL | string} start
 * @param {{ answer?: 'allow' | 'refuse', fetch?: typeof globalThis.fetch }} [options]
 * @returns {Promise<URL>} where the server finally redirected the browser; the page itself if it did not redirect
 */
export async function visit(start, { answer = 'allow', fetch = globalThis.fetch } = {}) {
  const { origin } = new URL(start)
  const cookies = new Map()
  let at = { url: new URL(start) }
  for (let steps = 0; steps < 20 && at.url.origin === origin; steps++) {
    const response = await load(fetch, at, cookies)
    const location = response.headers.get('location')
    const page = await response.text()
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1]
    if (location) at = { url: new URL(location, at.url) }
    else if (action) at = { url: new URL(unescape(action), at.url), form: fill(page, answer) }
    else return at.url
  }
  return at.url
}

async function load(fetch, { url, form }, cookies) {
  const response = await fetch(url, {
    method: form ? 'POST' : 'GET',
    headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    body: form,
    redirect: 'manual',
  })
  for (const cookie of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)
    cookies.set(name, value)
  }
  return response
}

/** The hidden fields of a page's form, and the button that was pressed. */
function fill(page, answer) {
  const form = new URLSearchParams()
  for (const [, name, value] of page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) {
    form.append(name, unescape(value))
  }
  if (page.includes('name="answer"')) form.set('answer', answer)
  return form
}

function unescape(text) {
  return text.replace(/&quot;|&#39;|&lt;|&gt;|&amp;/g, (entity) => ENTITIES[entity])
}
