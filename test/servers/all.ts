// Runs every *.test.ts of this folder in one process, so that they share one server.

import { readdirSync } from 'node:fs'

for (const file of readdirSync(new URL('.', import.meta.url)).sort()) {
  if (file.endsWith('.test.ts')) await import(new URL(file, import.meta.url).href)
}
