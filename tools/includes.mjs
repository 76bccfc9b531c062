// Without this file the code in a guide could differ from the code that the tests run.
//
// In docs/guide, a line `<!-- include: path/of/file -->` is followed by a code block that is that file, word for word.
//
//   node tools/includes.mjs           writes the code blocks
//   node tools/includes.mjs --check   fails when one is not what it would be written as
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'

const folder = 'docs/guide'
const check = process.argv.includes('--check')
const include = /(^<!-- include: (\S+) -->\n)(?:\n*```[^\n]*\n[\s\S]*?\n```\n|(?=\n|$))/gm
let count = 0
let stale = 0

for (const name of readdirSync(folder).filter((each) => each.endsWith('.md'))) {
  const page = join(folder, name)
  const text = readFileSync(page, 'utf8')
  const written = text.replace(include, (_, marker, file) => {
    count++
    return `${marker}\n\`\`\`${extname(file).slice(1).replace('mjs', 'js')}\n${readFileSync(file, 'utf8').trimEnd()}\n\`\`\`\n`
  })
  if (written === text) continue
  if (check) {
    stale++
    console.error(`${page}: an included file has changed: node tools/includes.mjs`)
  } else {
    writeFileSync(page, written)
  }
}
console.log(`includes: ${count} code blocks, ${stale} out of date`)
process.exitCode = stale > 0 ? 1 : 0
