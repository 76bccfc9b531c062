// The sidebars, read from the pages that list pages: a guide that is in docs/guide/README.md is in the sidebar.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))

export function sidebar() {
  const house = [
    { text: 'Start', items: [link('relying', '/'), link('Coming from another library', '/upgrading')] },
    { text: 'Guides', items: guides() },
    {
      text: 'Look up',
      items: [link('Reference', '/api/'), link('Errors', '/errors/'), link('Specifications', '/specifications/')],
    },
    {
      text: 'The project',
      items: [
        link('Architecture', '/architecture'),
        link('How we write', '/contributing'),
        link('Threat model', '/security'),
        link('Attacks, and how they end', '/attacks/'),
        link('Changes', '/changelog'),
      ],
    },
    { text: 'Decisions', collapsed: true, items: folder('decisions') },
  ].filter(({ items }) => items.length > 0)
  return {
    '/api/': reference(),
    '/specifications/': [
      { text: 'Specifications', items: [link('Overview', '/specifications/'), ...folder('specifications')] },
    ],
    '/': house,
  }
}

/** The guides, in the order of their index. */
function guides() {
  const rows = read('docs/guide/README.md').matchAll(/^\| \[([^\]]+)\]\((\w+)\.md\)/gm)
  const listed = [...rows].map(([, text, name]) => link(text, `/guide/${name}`))
  return [link('Overview', '/guide/'), ...listed.filter(({ link: to }) => existsSync(join(root, `docs${to}.md`)))]
}

/** The reference: one group a room, as in its index. */
function reference() {
  const [, ...sections] = read('docs/api/README.md').split(/^## /m)
  const groups = sections.map((section) => ({
    text: section.slice(0, section.indexOf('\n')),
    collapsed: true,
    items: [...section.matchAll(/^\| \[(\S+)\]\((\S+)\.md\) \|/gm)].map(([, name, path]) =>
      link(breakable(name.replaceAll('\\', '')), `/api/${path}`),
    ),
  }))
  return [
    link('Overview', '/api/'),
    ...groups.filter(({ text, items }) => items.length > 0 && text !== 'exchanges'),
    link('For wrappers', '/api/for_wrappers'),
  ]
}

/** All pages of a folder, by their titles. */
function folder(name) {
  const pages = readdirSync(join(root, 'docs', name)).filter((file) => file.endsWith('.md') && file !== 'README.md')
  return pages.map((file) => {
    const title = /^# (.*)$/m.exec(read(`docs/${name}/${file}`))?.[1] ?? file
    return link(title, `/${name}/${file.slice(0, -3)}`)
  })
}

/** Long names break between their words. */
function breakable(name) {
  return name.replace(/([a-z])(?=[A-Z])|_(?=\w)/g, '$&<wbr>')
}

function link(text, to) {
  return { text, link: to }
}

function read(file) {
  return readFileSync(join(root, file), 'utf8')
}
