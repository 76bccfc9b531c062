/**
 * npm run bench:import -- [--rounds N] [--json FILE]
 *
 * What a cold import costs in time and heap. Each import has a process of its own, and the packages take turns.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { spread } from './measure.mjs'
import { writeFigures } from './write_figures.mjs'

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '21' }, json: { type: 'string' } },
})

const GOALS = { time: 0.6, heap: 0.65 }

const root = createRequire(new URL('../package.json', import.meta.url))
const portable = new URL('../dist/index.js', import.meta.url)
const files = {
  oauth4webapi: import.meta.resolve('oauth4webapi'),
  ...(existsSync(portable) && { relying: pathToFileURL(root.resolve('relying')).href }),
  ...(existsSync(portable) && { 'relying, portable build': portable.href }),
  'openid-client': import.meta.resolve('openid-client'),
  jose: import.meta.resolve('jose'),
  dpop: import.meta.resolve('dpop'),
  '@badgateway/oauth2-client': import.meta.resolve('@badgateway/oauth2-client'),
  arctic: import.meta.resolve('arctic'),
}

// Importing an empty module first keeps the start of the loader itself out of every figure.
const program = `
  await import(process.argv[2])
  gc()
  const heapBefore = process.memoryUsage().heapUsed
  const start = performance.now()
  const module = await import(process.argv[1])
  const time = performance.now() - start
  gc()
  const heap = process.memoryUsage().heapUsed - heapBefore
  console.log(JSON.stringify({ time, heap, names: Object.keys(module).length }))
`

const nothing = new URL('nothing/index.js', import.meta.url).href

function importOnce(file) {
  const flags = ['--expose-gc', '--input-type=module', '--eval', program, file, nothing]
  return JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' }))
}

const taken = Object.fromEntries(Object.keys(files).map((name) => [name, []]))
for (let round = -2; round < Number(options.rounds); round++) {
  const order = round % 2 ? Object.keys(files).reverse() : Object.keys(files)
  for (const name of order) {
    const figures = importOnce(files[name])
    if (round >= 0) taken[name].push(figures)
  }
}

const results = Object.fromEntries(
  Object.keys(files).map((name) => [
    name,
    {
      milliseconds: spread(taken[name].map(({ time }) => time)),
      kilobytes: spread(taken[name].map(({ heap }) => heap / 1024)),
      timeRatio: spread(taken[name].map(({ time }, round) => time / taken.oauth4webapi[round].time)),
      heapRatio: spread(taken[name].map(({ heap }, round) => heap / taken.oauth4webapi[round].heap)),
    },
  ]),
)

console.log(
  `Cold import on Node ${process.versions.node}, ${options.rounds} rounds, ratios to oauth4webapi (quartiles)`,
)
const cell = ({ median, q1, q3 }) => `${median.toFixed(2)} (${q1.toFixed(2)}–${q3.toFixed(2)})`.padStart(20)
for (const [name, { milliseconds, kilobytes, timeRatio, heapRatio }] of Object.entries(results)) {
  const time = `${milliseconds.median.toFixed(2)} ms`.padStart(12) + cell(timeRatio)
  const heap = `${kilobytes.median.toFixed(0)} KiB`.padStart(12) + cell(heapRatio)
  console.log(`  ${name.padEnd(28)}${time}${heap}`)
}

const ours = results.relying
const timeMet = ours.timeRatio.median <= GOALS.time
const heapMet = ours.heapRatio.median <= GOALS.heap
console.log(`  time ${ours.timeRatio.median.toFixed(2)} <= ${GOALS.time}  ${timeMet ? 'met' : 'MISSED'}`)
console.log(`  heap ${ours.heapRatio.median.toFixed(2)} <= ${GOALS.heap}  ${heapMet ? 'met' : 'MISSED'}`)
if (options.json) {
  writeFigures(options.json, { runtime: `Node ${process.versions.node}`, results })
}
process.exitCode = timeMet && heapMet ? 0 : 1
