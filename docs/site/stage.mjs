// Lays out the pages for VitePress in .cache/pages: the repository's own Markdown, unchanged but for its links. A README
// becomes an index, `docs/` goes away from the addresses, and a file that a page links to becomes a page that shows it.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const pages = fileURLToPath(new URL('.cache/pages/', import.meta.url))

/** Writes all pages. Returns how many there are, and how many show a file. */
export function stage() {
  rmSync(pages, { recursive: true, force: true })
  const files = listFiles()
  const markdown = files.filter((file) => file.endsWith('.md') && !file.startsWith('docs/site/'))
  const sources = new Set()
  for (const file of markdown) {
    const text = readFileSync(join(root, file), 'utf8')
    write(pageOf(file), `${frontmatter(file)}${rewriteLinks(file, text, files, sources)}`)
  }
  for (const source of sources) write(pageOf(source), showSource(source, files))
  copyMermaid()
  return { pages: markdown.length, sources: sources.size }
}

/** Where on the site a file of the repository is: a page, or the page that shows the file. */
function pageOf(file) {
  if (!file.endsWith('.md')) return `source/${file}.md`
  const path = file.startsWith('docs/') ? file.slice('docs/'.length) : file
  const folder = dirname(path)
  const name = basename(path) === 'README.md' ? 'index.md' : folder === '.' ? path.toLowerCase() : basename(path)
  return folder === '.' ? name : `${folder}/${name}`
}

/** Pages that are mostly tables get the room of the outline. */
function frontmatter(file) {
  return /^docs\/(api|specifications)\//.test(file) || file === 'UPGRADING.md' ? '---\naside: false\n---\n\n' : ''
}

function rewriteLinks(file, text, files, sources) {
  const from = dirname(pageOf(file))
  const fences = /(^ *```[\s\S]*?^ *```$)/m
  return text
    .split(fences)
    .map((part) => (part.trimStart().startsWith('```') ? part : part.replace(/\]\(([^)\s]+)\)/g, rewrite)))
    .join('')

  function rewrite(whole, link) {
    if (/^([a-z][\w+.-]*:|#)/i.test(link)) return whole
    const [path, anchor] = link.split('#', 2)
    const target = join(dirname(file), decodeURIComponent(path)).replace(/\/$/, '')
    if (!existsSync(join(root, target))) return whole
    const isFolder = statSync(join(root, target)).isDirectory()
    const readme = `${target}/README.md`
    const shown = isFolder && files.includes(readme) ? readme : target
    if (!shown.endsWith('.md')) sources.add(shown)
    const address = relative(from, pageOf(shown)).replaceAll('\\', '/')
    return `](${address.startsWith('.') ? address : `./${address}`}${anchor === undefined ? '' : `#${anchor}`})`
  }
}

function showSource(source, files) {
  const head = `---\nsearch: false\neditLink: false\n---\n\n# ${basename(source)}\n\n\`${source}\`\n\n`
  if (statSync(join(root, source)).isDirectory()) {
    const inside = files.filter((file) => file.startsWith(`${source}/`))
    return `${head}${inside.map((file) => `* \`${file.slice(source.length + 1)}\``).join('\n')}\n`
  }
  // colouring all the tests that the specifications' table links to would take longer than the rest of the site
  const language = source.startsWith('examples/') ? extname(source).slice(1).replace('mjs', 'js') : 'text'
  const text = readFileSync(join(root, source), 'utf8').trimEnd()
  return `${head}\`\`\`\`${language}\n${text}\n\`\`\`\`\n`
}

/** What draws the diagrams, without its source maps. */
function copyMermaid() {
  const shipped = fileURLToPath(new URL('node_modules/mermaid/dist/', import.meta.url))
  const filter = (file) => !file.endsWith('.map')
  for (const part of ['mermaid.esm.min.mjs', 'chunks/mermaid.esm.min']) {
    cpSync(join(shipped, part), join(pages, 'public/mermaid', part), { recursive: true, filter })
  }
}

function listFiles() {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 10_000_000 }
  const { stdout } = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], options)
  return stdout.split('\n').filter((file) => file !== '' && existsSync(join(root, file)))
}

function write(page, text) {
  const file = join(pages, page)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
