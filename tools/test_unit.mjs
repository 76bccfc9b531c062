// Without this file each of a hundred test files would pay for its own process: here all src/**/*.test.ts share one.
//
//   npm run test:unit                 all files; the rest of src is loaded too, or coverage would count types as lines never run
//   npm run test:unit -- jose dpop    only files whose path contains one of the words
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

const words = process.argv.slice(2)
const sources = readdirSync('src', { recursive: true })
  .map((file) => join('src', String(file)))
  .filter((file) => /(?<!\.example|\.test-d)\.ts$/.test(file))
  .sort()
const tests = sources.filter((file) => file.endsWith('.test.ts'))
const files = words.length === 0 ? sources : tests.filter((file) => words.some((word) => file.includes(word)))

// node:test ends as soon as nothing is left to run: this test waits until every file has been read
let finish
const everyFile = new Promise((resolve) => {
  finish = resolve
})
test('every file is read', () => everyFile)
if (files.length === 0 || tests.length === 0)
  test('src holds tests', () => assert.fail(`none found ${words.join(' ')}`))
for (const file of files) {
  await import(pathToFileURL(resolve(file)).href).catch((error) => {
    test(`${file} loads`, () => {
      throw error
    })
  })
}
finish()
