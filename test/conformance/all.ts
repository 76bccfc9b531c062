// Runs every *.test.ts below this folder in one process. Words given as arguments select files.
import { readdirSync } from 'node:fs'
import { test } from 'node:test'

const words = process.argv.slice(2)
let everyFileIsRead: (() => void) | undefined
test('every test file is imported', () => new Promise<void>((resolve) => (everyFileIsRead = resolve)))
const here = new URL('.', import.meta.url)
const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'))
for (const file of files.sort()) {
  const chosen = words.length === 0 || words.some((word) => file.includes(word))
  if (file.endsWith('.test.ts') && chosen) await import(new URL(file, here).href)
}
everyFileIsRead?.()
