// The program inside a mutation run: it is bundled with the tests and the rewritten sources.
//
//   node bundle.mjs --survey FILE    runs every test, and writes which mutants each one reaches and how long it takes
//   node bundle.mjs --play FILE      plays the mutants in FILE one after the other, and prints a line of JSON before and after each
//
// The modules keep their state from one mutant to the next. So a test that fails is run again without the mutant: if it fails again, that
// state is to blame, and the process gives up (status 3). This cannot happen to the first mutant of a process.
import { readFileSync, writeFileSync } from 'node:fs'
import { collected, preparations, runTest } from './collected_tests.mjs'

process.on('unhandledRejection', () => {})
console.log = () => {}
const [mode, file] = process.argv.slice(2)

for (const prepare of preparations) await prepare()
if (mode === '--survey') await survey()
else await play(JSON.parse(readFileSync(file, 'utf8')))
process.exit(0)

async function survey() {
  const atImport = reached()
  const tests = []
  for (const [index, each] of collected.entries()) {
    globalThis.__h.fill(0)
    const started = performance.now()
    const failure = await attempt(each)
    tests.push({ index, title: each.title, milliseconds: performance.now() - started, reached: reached(), failure })
  }
  writeFileSync(file, JSON.stringify({ atImport, tests }))
}

async function play(mutants) {
  for (const [turn, { number, tests }] of mutants.entries()) {
    say({ begins: number })
    const by = await killer(number, tests)
    if (by !== undefined && turn > 0 && (await attempt(collected[by]))) process.exit(3)
    say({ number, killed: by !== undefined })
  }
}

/** The first test that notices the mutant, if one does. */
async function killer(number, tests) {
  globalThis.__m = number
  try {
    for (const index of tests) if (await attempt(collected[index])) return index
    return undefined
  } finally {
    globalThis.__m = -1
  }
}

function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

/** What the test failed with, if it failed. A test that does not end counts as failed. */
async function attempt(each) {
  let timer
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('took too long')), 20_000)
  })
  try {
    await Promise.race([runTest(each), limit])
    return undefined
  } catch (error) {
    return String(error?.stack ?? error).slice(0, 600)
  } finally {
    clearTimeout(timer)
  }
}

function reached() {
  return [...globalThis.__h.keys()].filter((number) => globalThis.__h[number])
}
