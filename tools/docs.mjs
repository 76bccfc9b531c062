// Without this file the reference in docs/api would be written by hand.
//
//   npm run docs                  writes docs/api
//   node tools/docs.mjs --check   fails when docs/api is out of date or a description is missing
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path/posix'
import { writeReference } from './reference.mjs'

const published = 'docs/api'
const check = process.argv.includes('--check')
const written = check ? '.cache/api' : published

const { names, examples, problems } = await writeReference(written)
if (check) {
  for (const file of new Set([...filesUnder(published), ...filesUnder(written)])) {
    if (read(join(published, file)) !== read(join(written, file)))
      problems.push(`${join(published, file)} is out of date: npm run docs`)
  }
}
for (const problem of problems) console.error(problem)
console.log(`docs: ${names} names, ${examples} with an example, ${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0

function filesUnder(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .map((file) => String(file).replaceAll('\\', '/'))
    .filter((file) => statSync(join(folder, file)).isFile())
    .sort()
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
