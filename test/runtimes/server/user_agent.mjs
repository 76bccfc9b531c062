// The parts of a browser that an authorization request needs: cookies, redirects, and forms submitted unchanged. It
// runs beside the servers, because a page cannot follow another origin's redirects and workerd has no cookies.

/** @param {string} url @param {string} home the origin to stay on; the first redirect away from it is the result */
export async function browse(url, home) {
  const cookies = new Map()
  let request = { url, method: 'GET', body: undefined }
  for (let step = 0; step < 20; step++) {
    const response = await fetch(request.url, {
      method: request.method,
      body: request.body,
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
      value ? cookies.set(name, value) : cookies.delete(name)
    }
    const location = response.headers.get('location')
    if (location) {
      const next = new URL(location, request.url)
      if (next.origin !== home) return { callback: next.href }
      request = { url: next.href, method: 'GET', body: undefined }
      continue
    }
    const page = await response.text()
    const form = readForm(page)
    if (!form) return { status: response.status, page }
    request = { url: new URL(form.action, request.url).href, method: 'POST', body: form.fields }
  }
  throw new Error('more than 20 steps')
}

function readForm(page) {
  const form = /<form\b[^>]*\baction="([^"]+)"[^>]*>([\s\S]*?)<\/form>/i.exec(page)
  if (!form) return
  const fields = new URLSearchParams()
  for (const [input] of form[2].matchAll(/<(?:input|button)\b[^>]*>/gi)) {
    const name = /\bname="([^"]*)"/i.exec(input)?.[1]
    // a page that asks "continue?" offers `confirm` and `abort`: the user continues
    if (name && name !== 'abort') fields.append(name, /\bvalue="([^"]*)"/i.exec(input)?.[1] ?? '')
  }
  return { action: form[1].replaceAll('&amp;', '&'), fields }
}
