// Without this tool nobody could say which clause of a specification is obeyed where, which test proves it, and which is not.
//
//   npm run specifications              writes docs/specifications/README.md
//   node tools/specifications.mjs --check         fails on a tag that is in no list, on a library's MUST that is neither
//                                                 enforced nor proven nor open with a reason, and on a page out of date
//   node tools/specifications.mjs --check --tags  fails on the first of these only
//   node tools/specifications.mjs --missing       names every library's MUST without code or without test, too
//
// It joins the lists in docs/specifications/ with the clause comments in src/ and the clause ids that start a test's title.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path/posix'

const folder = 'docs/specifications'
const page = join(folder, 'README.md')
const columns = ['clause', 'keyword', 'who', 'gist', 'open']
const keywords = 'MUST, MUST NOT, REQUIRED, SHOULD, SHOULD NOT, RECOMMENDED, MAY, OPTIONAL'.split(', ')
const binding = ['MUST', 'MUST NOT', 'REQUIRED']
const name = '(?:rfc\\d+|ciba|jarm|(?:fapi|oidc|oauth|openid)[a-z0-9]*(?:-[a-z0-9]+)*)'
const number = '[0-9A-Z][0-9.]*(?:/[a-z0-9._]+)?'
const ids = `${name} ${number}(?:, (?:${name} )?${number})*`
const comment = new RegExp(`(?://|^\\s*/?\\*+)\\s+(${ids})(?::|,?$)`)
const title = new RegExp(`(['"\`])(${ids}):`, 'g')

const problems = []
const sectionTests = []
const specifications = readdirSync(folder)
  .filter((file) => file.endsWith('.md') && file !== 'README.md')
  .sort()
  .map(readList)
const clauses = specifications.flatMap(({ clauses }) => clauses)
for (const { id, list } of clauses) {
  if (clauses.filter((clause) => clause.id === id).length > 1) problems.push(`${list}: ${id} is listed twice`)
}

// what src/testing obeys binds authorization servers, and is in no list
for (const file of filesUnder('src').filter((file) => file.endsWith('.ts') && !isTest(file) && !isTesting(file))) {
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((line, index) => {
      for (const id of expand(comment.exec(line)?.[1])) note(id, 'enforced', file, index + 1)
    })
}
for (const file of ['src', 'test', 'examples'].flatMap(filesUnder).filter((file) => isTest(file) && !isTesting(file))) {
  const source = readFileSync(file, 'utf8')
  for (const match of source.matchAll(title)) {
    for (const id of expand(match[2])) note(id, 'proven', file, source.slice(0, match.index).split('\n').length)
  }
}
const tagProblems = problems.length

const ofLibrary = clauses.filter(({ who }) => who === 'library')
const counts = {
  clauses: clauses.length,
  library: ofLibrary.length,
  enforced: ofLibrary.filter(({ enforced }) => enforced.size > 0).length,
  proven: ofLibrary.filter(({ proven }) => proven.size > 0).length,
  open: ofLibrary.filter(({ open }) => open !== '').length,
}
for (const { id, list, who, keyword, open, enforced, proven, gist } of clauses) {
  if (who !== 'library' || !binding.includes(keyword)) continue
  if (open === '' && enforced.size === 0 && proven.size === 0) {
    problems.push(`${list}: ${id} is neither enforced nor proven nor open with a reason: ${gist}`)
  }
}

if (process.argv.includes('--missing')) {
  for (const { id, who, keyword, open, enforced, proven, gist } of clauses) {
    if (who !== 'library' || !binding.includes(keyword) || open !== '' || (enforced.size > 0 && proven.size > 0))
      continue
    console.log(`${enforced.size > 0 ? 'no test' : proven.size > 0 ? 'no code' : 'nothing'}  ${id}: ${gist}`)
  }
}
const text = pageText()
if (process.argv.includes('--check')) {
  if (readFileSync(page, 'utf8') !== text) problems.push(`${page} is out of date: npm run specifications`)
  const shown = process.argv.includes('--tags') ? problems.slice(0, tagProblems) : problems
  for (const problem of shown) console.error(problem)
  process.exitCode = shown.length > 0 ? 1 : 0
} else {
  for (const problem of problems.slice(0, tagProblems)) console.error(problem)
  writeFileSync(page, text)
}
const { enforced, proven, open } = counts
console.log(
  `clauses: ${counts.clauses}, of the library ${counts.library}: ${enforced} enforced, ${proven} proven, ${open} open`,
)

function readList(file) {
  const list = join(folder, file)
  const lines = readFileSync(list, 'utf8').split('\n')
  const clauses = []
  let heading
  lines.forEach((line, index) => {
    if (!line.startsWith('|')) return
    const cells = line.split(' |').map((cell) => cell.replace(/^\s*\|?/, '').trim())
    if (heading === undefined) heading = cells.slice(0, -1)
    else if (!line.startsWith('| ---')) clauses.push({ ...readRow(cells.slice(0, -1), `${list}:${index + 1}`), list })
  })
  if (heading?.join() !== columns.join()) problems.push(`${list}: the columns are ${columns.join(', ')}`)
  return { file, title: (lines[0] ?? '').replace(/^# /, ''), clauses }
}

function readRow(cells, place) {
  const [id = '', keyword = '', who = '', gist = '', open = ''] = cells
  if (cells.length !== columns.length) problems.push(`${place}: ${columns.length} columns, not ${cells.length}`)
  if (!new RegExp(`^${name} [0-9A-Z][0-9.]*/p?[0-9]+(\\.[0-9]+)*[a-z]?$`).test(id))
    problems.push(`${place}: ${id} is no clause`)
  if (!keywords.includes(keyword)) problems.push(`${place}: ${keyword} is none of ${keywords.join(', ')}`)
  if (who !== 'library' && who !== 'application') problems.push(`${place}: ${who} is neither library nor application`)
  if (gist === '') problems.push(`${place}: no gist`)
  return { id, keyword, who, gist, open, enforced: new Set(), proven: new Set() }
}

/** `rfc7009 2.1/1, 2.1/2, rfc6749 5.1/1` names three clauses. */
function expand(list) {
  let specification = ''
  return (list ?? '')
    .split(', ')
    .filter((part) => part !== '')
    .map((part) => {
      const [first, second] = part.split(' ')
      if (second !== undefined) specification = first
      return `${specification} ${second ?? first}`
    })
}

/** An item whose statements have letters stands for those of the library; a bare section enforces and proves nothing. */
function note(id, how, file, line) {
  const named = clauses.filter((clause) => clause.id === id || clause.id.replace(/[a-z]$/, '') === id)
  for (const clause of named) if (clause.who === 'library' || clause.id === id) clause[how].add(file)
  if (named.length > 0) return
  const section = id.includes('/') ? undefined : clauses.find((clause) => new RegExp(`^${id}[./]`).test(clause.id))
  if (section === undefined) problems.push(`${file}:${line}: ${id} is in no list`)
  else if (how === 'proven') sectionTests.push({ list: section.list, section: id.split(' ')[1], file })
}

function pageText() {
  const rows = specifications.map(({ file, title, clauses }) => {
    const own = clauses.filter(({ who }) => who === 'library')
    const count = (how) => own.filter((clause) => clause[how].size > 0).length
    const open = own.filter(({ open }) => open !== '').length
    return `| [${title}](${file}) | ${clauses.length} | ${own.length} | ${count('enforced')} | ${count('proven')} | ${open} |`
  })
  return `<!-- Generated by tools/specifications.mjs from the lists beside it, the comments in src and the titles of tests. -->

# What the specifications ask, and where it is done

Each list beside this page has every statement of one specification that binds a client, a relying party or
a resource server, in our own words. \`library\` means that this package must comply, \`application\` that only the program
that uses it can. This page joins the lists with the code comments that name a clause above the line that implements it, and with the
tests whose title starts with the clause. A clause that is open has a reason.

## How a clause is named

\`rfc9449 4.3/10\` is item 10 of section 4.3. Items are numbered consecutively through all lists of a section; \`9/3.1\` is the first item
nested in the third. In a section without a list, the number is that of the paragraph. In a section with one, paragraphs are
written \`p2\`. Examples and figures are not counted. A letter distinguishes several requirements of one item or paragraph: \`3.1.3.7/3a\`,
\`3b\`. Without a letter, all of them are meant. A section alone (\`rfc9449 8\`) refers to a place and proves no clause.

## Read a second time

Three specifications were read again by somebody who had not seen the lists, and the results were compared. RFC 9449: 86 statements
found, 55 of them in the list, 21 rows added, 4 corrected. RFC 9068: 28 found, 23 in the list, 4 added, 1 corrected. RFC 8628: 38
found, 32 in the list, 5 added, none corrected. The statements that were not added bind only servers, repeat another
clause, or are advice.

## Counts

${counts.clauses} clauses, ${counts.library} of them for the library: ${counts.enforced} enforced, ${counts.proven} proven by a test, ${counts.open} open with a reason.

| specification | clauses | for the library | enforced | proven | open |
| --- | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}

${specifications.map(specificationText).join('\n')}`
}

function specificationText({ file, title, clauses }) {
  const rows = clauses.map(({ id, keyword, who, gist, open, enforced, proven }) => {
    const done = who === 'application' && enforced.size === 0 ? 'application' : links(enforced)
    return `| ${id} | ${keyword} | ${gist} | ${done} | ${links(proven)} | ${open} |`
  })
  const own = sectionTests.filter(({ list }) => list === join(folder, file))
  const sections = [...new Set(own.map(({ section }) => section))]
  const played = sections
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map(
      (section) =>
        `${section} by ${links(new Set(own.filter((test) => test.section === section).map(({ file }) => file)))}`,
    )
  return `## ${title}

[The list](${file})${played.length > 0 ? `. Whole sections are played through too: ${played.join('; ')}` : ''}

| clause | keyword | gist | enforced in | proven by | open |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

function links(files) {
  return [...files]
    .sort()
    .map((file) => `[${file.replace(/^src\//, '')}](${relative(folder, file)})`)
    .join(', ')
}

function filesUnder(root) {
  try {
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
      .map((entry) => join(entry.parentPath.replaceAll('\\', '/'), entry.name))
      .sort()
  } catch {
    return []
  }
}

function isTesting(file) {
  return file.startsWith('src/testing/')
}

function isTest(file) {
  return /\.test\.(ts|mjs)$/.test(file)
}
