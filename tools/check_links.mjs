// Without this check, moving a page or rewording a heading would leave broken links behind.
//
// It checks every link of every Markdown page in the repository: the file must exist and, if it is a page, so must the heading or
// anchor. Links to other sites are not followed, but they must be well-formed https URLs.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { anchorsOf, linksOf } from './markdown_links.mjs'
import { repositoryFiles } from './repository_files.mjs'

const pages = repositoryFiles('.md')
const anchors = new Map()
const problems = []
let count = 0

for (const page of pages) {
  for (const link of linksOf(readFileSync(page, 'utf8'))) {
    count++
    const problem = /^[a-z][\w+.-]*:/i.test(link) ? problemOfUrl(link) : problemOfPath(page, link)
    if (problem !== undefined) problems.push(`${page}: ${link}: ${problem}`)
  }
}
for (const problem of problems) console.error(problem)
console.log(`links: ${count} in ${pages.length} pages, ${problems.length} broken`)
process.exitCode = problems.length > 0 || pages.length === 0 ? 1 : 0

function problemOfUrl(link) {
  return URL.canParse(link) && /^(https|mailto):/.test(link) ? undefined : 'is no https URL'
}

function problemOfPath(page, link) {
  const [path, anchor] = link.split('#', 2).map(decodeURIComponent)
  const target = path === '' ? page : join(dirname(page), path)
  if (path.startsWith('/') || relative('.', target).startsWith('..')) return 'leads out of the repository'
  if (!existsSync(target)) return 'there is no such file'
  if (anchor === undefined || anchor === '') return undefined
  if (statSync(target).isDirectory() || !target.endsWith('.md')) return 'an anchor in a file that is not a page'
  if (!anchors.has(target)) anchors.set(target, anchorsOf(readFileSync(target, 'utf8')))
  return anchors.get(target).has(anchor) ? undefined : 'there is no such heading'
}
