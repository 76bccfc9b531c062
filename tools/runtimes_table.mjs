// Without this file the table of runtimes in README would be a mere claim instead of what the suites counted.
//
//   node tools/runtimes_table.mjs           after npm run test:runtimes and npm run test:browsers, writes what they counted
//   node tools/runtimes_table.mjs --check   fails when a page differs from docs/runtimes.json
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readTable, renderExceptions, renderTable, tableFile } from '../test/runtimes/table.mjs'

const check = process.argv.includes('--check')
const pages = ['README.md', 'docs/guide/runtimes.md']
const parts = { runtimes: renderTable, 'runtimes-exceptions': renderExceptions }

if (!check) {
  const table = readTable()
  for (const suite of ['runtimes', 'browsers']) {
    const file = `.cache/${suite}.json`
    if (existsSync(file)) table[suite] = JSON.parse(readFileSync(file, 'utf8'))
  }
  writeFileSync(tableFile, `${JSON.stringify(table, null, 2)}\n`)
}

const table = readTable()
let problems = 0
const sums = new Set(Object.values(table).flatMap((rows) => rows.map(({ passed, excepted }) => passed + excepted)))
if (sums.size > 1) complain(`${tableFile}: not the same number of checks everywhere: ${[...sums].join(', ')}`)
for (const page of pages) {
  const text = existsSync(page) ? readFileSync(page, 'utf8') : ''
  if (!text.includes('<!-- runtimes:begin -->')) complain(`${page} has no place for the table of runtimes`)
  let written = text
  for (const [name, render] of Object.entries(parts)) {
    const block = new RegExp(`(<!-- ${name}:begin -->\n)[\\s\\S]*?(<!-- ${name}:end -->)`)
    written = written.replace(block, (_, begin, end) => `${begin}\n${render(table)}\n\n${end}`)
  }
  if (written === text) continue
  if (check) complain(`${page} is out of date: npm run runtimes:table`)
  else writeFileSync(page, written)
}
console.log(`runtimes: ${Object.values(table).flat().length} in the table, ${problems} problems`)
process.exitCode = problems > 0 ? 1 : 0

function complain(problem) {
  problems++
  console.error(problem)
}
