// Follows every link of the built pages to a file and, where it has one, to an anchor.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export function brokenLinks(folder, pages) {
  const anchors = new Map()
  const broken = []
  let count = 0
  for (const page of pages) {
    const html = readFileSync(join(folder, page), 'utf8')
    const links = html.matchAll(/<(?:a|link|script|img)\b[^>]*?\s(?:href|src)="([^"]*)"/g)
    for (const [, link] of links) {
      count++
      const url = new URL(link.replaceAll('&amp;', '&'), `site:///${page}`)
      if (url.protocol !== 'site:') continue
      const path = decodeURIComponent(url.pathname.slice(1))
      const file = path === '' || path.endsWith('/') ? `${path}index.html` : path
      const anchor = decodeURIComponent(url.hash.slice(1))
      if (!existsSync(join(folder, file))) broken.push(`${page}: ${link}`)
      else if (anchor !== '' && !anchorsOf(file).has(anchor)) broken.push(`${page}: ${link}: no such anchor`)
    }
  }
  return { count, broken }

  function anchorsOf(file) {
    if (!anchors.has(file)) {
      const html = readFileSync(join(folder, file), 'utf8')
      anchors.set(file, new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)))
    }
    return anchors.get(file)
  }
}
