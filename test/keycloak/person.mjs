// The end user, without a browser: fills Keycloak's pages in by their forms, and keeps the cookies.
import { readForm } from '../independent_servers/form.mjs'
import { USER } from './administration.mjs'

/** A browser of its own: what it is signed in to stays in its cookies. */
export function person({ fetch }) {
  const cookies = new Map()

  async function visit(url, form) {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
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
   * Follows redirects and answers pages, until one leads away from the server or needs no answer.
   *
   * @returns {{ url?: URL, form?: URLSearchParams, page?: string }} where it led to, or what a page posts there
   */
  async function walk(start, { origin, answer = agree }) {
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
    throw new Error('the pages went on for ever')
  }
  return { walk }
}

/** Signs in, and says yes to whatever is asked. */
export function agree({ fields, names }) {
  if (names.includes('password')) return { ...fields, username: USER.username, password: USER.password }
  if (names.includes('accept')) return { ...fields, accept: 'Yes' }
}

/** Signs in, and says no when asked for consent. */
export function refuse(form) {
  if (form.names.includes('cancel')) return { ...form.fields, cancel: 'No' }
  return agree(form)
}
