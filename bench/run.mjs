/**
 * npm run bench -- [--rounds N] [--runs N] [--only PATTERN] [--batch MS] [--json FILE] [--null]
 *
 * Measures our library, the peers and the bare floor side by side in one process. Prints the goals and whether they are met.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { mainThreadSource, measure } from './measure.mjs'
import { printGoals, printRow } from './table.mjs'
import { merge, summarize, verdicts } from './verdict.mjs'
import { writeFigures } from './write_figures.mjs'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '31' },
    runs: { type: 'string', default: '1' },
    batch: { type: 'string', default: '8' },
    only: { type: 'string', default: '' },
    json: { type: 'string' },
    null: { type: 'boolean' },
    quiet: { type: 'boolean' },
  },
})

const isNode = !process.versions.bun && !process.versions.deno
/** The goal where WebCrypto is fast: no operation is slower than with oauth4webapi. */
const notSlower = { mode: 'alone', clock: 'wall', atMost: 1.05 }

const FILES = ['pkce', 'dpop', 'client_assertion', 'code_response', 'access_token', 'exchanges']

const report = Number(options.runs) > 1 ? repeat(Number(options.runs)) : await once()
printGoals(report)
if (options.json) writeFigures(options.json, report)

async function once() {
  const pattern = new RegExp(options.only, 'i')
  const results = []
  for (const file of FILES) {
    const { rows } = await import(`./rows/${file}.mjs`)
    for (const row of await rows()) {
      if (!pattern.test(row.name)) continue
      if (!isNode) Object.assign(row, { goals: [notSlower], floorGoal: undefined })
      const samples = {}
      await prove(row)
      for (const [mode, inFlight] of [
        ['alone', 1],
        ['load', 64],
      ]) {
        samples[mode] = await measure(row.contenders, {
          inFlight,
          rounds: Number(options.rounds),
          batchMilliseconds: Number(options.batch),
          perTurn: row.perTurn,
        })
      }
      const result = summarize(row, samples)
      results.push(result)
      if (!options.quiet) printRow(result)
    }
  }
  return { environment: environment(), results }
}

/** Uses fresh processes, so that the compiled code and the heap of one run do not decide all of them. */
function repeat(runs) {
  const folder = mkdtempSync(join(tmpdir(), 'relying-bench-'))
  const reports = []
  for (let run = 1; run <= runs; run++) {
    const file = join(folder, `${run}.json`)
    const passed = ['--rounds', options.rounds, '--batch', options.batch, '--only', options.only, '--quiet']
    if (options.null) passed.push('--null')
    // the exit status says whether all goals are met, and a process that crashed leaves no report
    spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), ...passed, '--json', file], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    reports.push(JSON.parse(readFileSync(file, 'utf8')))
  }
  rmSync(folder, { recursive: true })
  const results = reports[0].results.map((row) =>
    merge(reports.map((report) => report.results.find(({ name }) => name === row.name))),
  )
  results.forEach((row) => {
    row.goals = Object.values(row.goals)
  })
  if (!options.quiet) results.forEach(printRow)
  return { environment: { ...reports[0].environment, runs }, results }
}

/** A contender that fails fast would win: each must succeed once before it is timed. */
async function prove(row) {
  for (const [name, operation] of Object.entries(row.contenders)) {
    try {
      await operation()
    } catch (cause) {
      throw new Error(`${row.name}: ${name} does not work`, { cause })
    }
  }
}

function environment() {
  const { node, v8, bun, deno } = process.versions
  return {
    runtime: bun ? `Bun ${bun}` : deno ? `Deno ${deno}` : `Node ${node}`,
    engine: v8,
    mainThreadSource,
    rounds: Number(options.rounds),
    runs: 1,
  }
}

process.exitCode = report.results.flatMap(verdicts).every(({ met }) => met) ? 0 : 1
