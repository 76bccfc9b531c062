// Reads the pages of a server of others, without a browser.

/** The first form of a page: where it goes, its hidden fields, the names of all, and what may be ticked, as pairs. */
export function readForm(page, at) {
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
