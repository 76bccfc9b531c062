// Without this file UPGRADING.md could list other differences than those that the comparison with the original permits.
//
//   node --import tsx tools/differences_table.mjs           writes the table into UPGRADING.md
//   node --import tsx tools/differences_table.mjs --check   fails when it is not what would be written
import { readFileSync, writeFileSync } from 'node:fs'
import { differences } from '../test/compatibility/differences.ts'

const page = 'UPGRADING.md'
const marked = /(<!-- differences:begin -->\n)[\s\S]*?(<!-- differences:end -->)/

const rows = differences.map(
  ({ number, about, other, ours, notice }) => `| ${[number, about, other, ours, notice].map(cell).join(' | ')} |`,
)
const table = ['| # | About | There | Here | What you may notice |', '| --- | --- | --- | --- | --- |', ...rows]
const text = readFileSync(page, 'utf8')
const written = text.replace(marked, (_, begin, end) => `${begin}\n${table.join('\n')}\n\n${end}`)

const stale = written !== text || !marked.test(text)
const check = process.argv.includes('--check')
if (stale && check) console.error(`${page}: the differences have changed: npm run upgrading`)
else if (stale) writeFileSync(page, written)
console.log(`differences: ${rows.length} in ${page}${stale && check ? ', out of date' : ''}`)
process.exitCode = stale && check ? 1 : 0

/** @param {string | number} value */
function cell(value) {
  return String(value).replaceAll('|', '\\|').replaceAll('\n', ' ')
}
