// npm run docs:site              builds the site into docs/site/.cache/site
// npm run docs:site -- --serve   and serves it at http://localhost:4173
import { fileURLToPath } from 'node:url'
import { build, serve } from 'vitepress'
import { stage } from './stage.mjs'

const folder = fileURLToPath(new URL('.', import.meta.url))
const { pages, sources } = stage()
await build(folder)
console.log(`site: ${pages} pages, ${sources} files that they link to, in docs/site/.cache/site`)
if (process.argv.includes('--serve')) await serve({ root: folder, port: 4173 })
