// Plays the browser page for the test: just enough of `location`, `history`, `document` and `sessionStorage` to run
// app.mjs twice, before and after the user visits the provider. A real browser runs it in `npm run test:pages`.
//
//   node examples/single_page_app/page.mjs http://localhost:…

import { visit } from '../server/browser.mjs'

const origin = process.argv[2]
const { fetch } = globalThis
globalThis.fetch = (url, options) => fetch(new URL(url, origin), options)
const stored = new Map()
globalThis.sessionStorage = {
  getItem: (name) => stored.get(name) ?? null,
  setItem: (name, value) => stored.set(name, value),
  removeItem: (name) => stored.delete(name),
}
globalThis.history = { replaceState: () => {} }

const { button, assigned } = await load(`${origin}/`)
button.click()
await load(String(await visit(await assigned)))

async function load(href) {
  const elements = { status: {}, 'sign-in': { addEventListener: (_type, listener) => (elements.click = listener) } }
  let assigned
  const gone = new Promise((resolve) => (assigned = resolve))
  globalThis.location = { href, origin, assign: assigned }
  globalThis.document = { getElementById: (id) => elements[id] }
  await import(`./app.mjs?${encodeURIComponent(href)}`)
  console.log(elements.status.textContent)
  return { button: elements, assigned: gone }
}
