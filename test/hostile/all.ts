// Runs every *.test.ts of this folder in one process. Words given as arguments select files.
import { readdirSync } from 'node:fs'
import { test } from 'node:test'

const words = process.argv.slice(2)
let everyFileIsRead: (() => void) | undefined
test('every test file is imported', () => new Promise<void>((resolve) => (everyFileIsRead = resolve)))
for (const file of readdirSync(new URL('.', import.meta.url)).sort()) {
  const chosen = words.length === 0 || words.some((word) => file.includes(word))
  if (file.endsWith('.test.ts') && chosen) await import(new URL(file, import.meta.url).href)
}
everyFileIsRead?.()
