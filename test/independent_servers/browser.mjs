// A user's browser for servers with pages: follows redirects, fills in forms, keeps cookies.

/** A new browser with its own cookies, and so its own sessions. `usual` answers forms if a test does not. */
export function browserOf({ fetch }, usual) {
  const cookies = new Map()

  async function visit(url, form) {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      headers: { accept: 'text/html', cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      redirect: 'manual',
      ...(form && { body: new URLSearchParams(form) }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)
      if (/max-age=0\b/i.test(cookie)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }

  /**
   * Follows redirects and answers pages, until one leads away from the server or needs no answer. `answer` gets the form of a
   * page, and returns what to post: an object, or pairs if a name occurs more than once.
   *
   * @returns {{ url?: URL, form?: URLSearchParams, page?: string }} where it led to, or what a page posts there
   */
  async function walk(start, { origin, answer = usual }) {
    let response = await visit(start)
    let at = new URL(start)
    for (let step = 0; step < 10; step++) {
      const location = response.headers.get('location')
      if (location !== null) {
        await response.body?.cancel()
        const next = new URL(location, at)
        if (next.origin !== origin) return { url: next }
        at = next
        response = await visit(at)
        continue
      }
      const page = await response.text()
      const form = readForm(page, at)
      if (form === undefined) return { page, status: response.status }
      if (form.action.origin !== origin) return { url: form.action, form: new URLSearchParams(form.fields) }
      const fields = answer(form)
      if (fields === undefined) return { page, status: response.status }
      at = form.action
      response = await visit(at, fields)
    }
    throw new Error('the pages never ended')
  }
  return { walk }
}

/** The first form of a page: where it goes, its hidden fields, the names of all, and what may be ticked, as pairs. */
function readForm(page, at) {
  const form = /<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/i.exec(page)
  if (form === null) return undefined
  const fields = {}
  const names = []
  const boxes = []
  for (const [input] of form[2].matchAll(/<(?:input|button)\b[^>]*>/gi)) {
    const name = attribute(input, 'name')
    if (name === undefined) continue
    names.push(name)
    const type = attribute(input, 'type')?.toLowerCase()
    if (type === 'hidden') fields[name] = attribute(input, 'value') ?? ''
    if (type === 'checkbox' && !/\sdisabled\b/i.test(input)) boxes.push([name, attribute(input, 'value') ?? 'on'])
  }
  return { action: new URL(unescaped(form[1]), at), fields, names, boxes }
}

function attribute(tag, name) {
  const value = new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag)?.[1]
  return value === undefined ? undefined : unescaped(value)
}

function unescaped(text) {
  const characters = { amp: '&', quot: '"', lt: '<', gt: '>', '#39': "'", '#x3a': ':' }
  return text.replace(/&(#?\w+);/g, (entity, name) => characters[name.toLowerCase()] ?? entity)
}
