// Without this file the code in a guide could differ from the code that the tests run.
//
// In a page, a line `<!-- include: path/of/file -->` is followed by a code block with the text of that file, and a line
// `<!-- include: path/of/file#name -->` by the part of it between `// #region name` and `// #endregion name`.
//
//   node tools/includes.mjs           writes the code blocks
//   node tools/includes.mjs --check   fails when a code block is out of date
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path/posix'
import { region, withoutMarkers } from './regions.mjs'

const folder = 'docs/guide'
const guides = readdirSync(folder).filter((each) => each.endsWith('.md'))
const pages = ['README.md', 'UPGRADING.md', ...guides.map((guide) => join(folder, guide))].filter(existsSync)
const check = process.argv.includes('--check')
const include = /(^<!-- include: ([^\s#]+)(?:#(\w+))? -->\n)(?:\n*```[^\n]*\n[\s\S]*?\n```\n|(?=\n|$))/gm
let count = 0
const problems = []

for (const page of pages) {
  const text = readFileSync(page, 'utf8')
  const written = text.replace(include, (whole, marker, file, name) => {
    count++
    const code = extract(file, name)
    if (code !== undefined) return `${marker}\n\`\`\`${extname(file).slice(1).replace('mjs', 'js')}\n${code}\n\`\`\`\n`
    problems.push(`${page}: there is no ${name ? `region ${name} in ` : ''}${file}`)
    return whole
  })
  if (written === text) continue
  if (check) problems.push(`${page}: an included file has changed: node tools/includes.mjs`)
  else writeFileSync(page, written)
}
for (const problem of problems) console.error(problem)
console.log(`includes: ${count} code blocks, ${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0

function extract(file, name) {
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  return name === undefined ? withoutMarkers(text).trimEnd() : region(text, name)
}
