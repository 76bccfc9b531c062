// Without this file the link checker and the documentation site would each have their own idea of what a link and a
// heading's anchor are.

/** The targets of all links and images, except those in code. */
export function linksOf(markdown) {
  const text = withoutCode(markdown)
  return [
    ...[...text.matchAll(/\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\)/g)].map(([, target]) => target),
    ...[...text.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)].map(([, target]) => target),
    ...[...text.matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, target]) => target),
  ]
}

/** The anchors of a page: those that GitHub makes from its headings, and explicit ones. */
export function anchorsOf(markdown) {
  const anchors = new Set([...markdown.matchAll(/<a id="([^"]+)"/g)].map(([, id]) => id))
  const times = new Map()
  for (const [, heading] of withoutBlocks(markdown).matchAll(/^#{1,6} +(.*?) *#*$/gm)) {
    const name = slug(heading)
    const count = times.get(name) ?? 0
    times.set(name, count + 1)
    anchors.add(count === 0 ? name : `${name}-${count}`)
  }
  return anchors
}

/** The anchor of a heading: letters, digits, `-` and `_`, lower-case, with `-` for each space. */
export function slug(heading) {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('\\', '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-')
}

function withoutBlocks(markdown) {
  return markdown.replace(/^( *)(```+|~~~+)[^\n]*\n[\s\S]*?^\1\2 *$/gm, '').replace(/<!--[\s\S]*?-->/g, '')
}

function withoutCode(markdown) {
  return withoutBlocks(markdown).replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '`code`')
}
