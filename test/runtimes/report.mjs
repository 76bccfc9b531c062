// Prints one line for each runtime, and the last line. Used for the runtimes and for the browsers.
import { mkdirSync, writeFileSync } from 'node:fs'
import { exceptions, exceptionsOf } from './exceptions.mjs'
import { outdated } from './table.mjs'

/**
 * @typedef {{ name: string, version: string, passed: string[], failed: { name: string, error: string }[] }} Result
 * @typedef {object} Runtime
 * @property {string} name
 * @property {object} features
 * @property {string} [missing] what is not installed
 * @property {() => string} version
 * @property {(host: object) => Promise<Omit<Result, 'name' | 'version'>>} run
 */

/**
 * Runs every runtime in turn, reports, and sets the exit status.
 * @param {string} suite
 * @param {Runtime[]} runtimes
 * @param {object} host the host description for all of them
 * @param {{ all: boolean, beside?: Result[] }} options `all`: no runtime was left out; `beside`: results that are not
 * of a runtime
 */
export async function report(suite, runtimes, host, { all, beside = [] }) {
  const rows = []
  for (const runtime of runtimes) rows.push(await runOne(runtime, host))
  for (const result of beside) print(result, '')

  const complaints = rows.filter(({ missing }) => missing).map(({ name, missing }) => `${name} is missing: ${missing}`)
  const counts = rows.filter(({ missing }) => !missing).map(countOf)
  if (new Set(counts).size > 1) complaints.push(`not the same number of checks in all of them: ${counts.join(', ')}`)
  const results = rows.map(({ name, version, passed, excepted }) => ({
    name,
    version,
    passed: passed.length,
    excepted,
  }))
  const clean = complaints.length === 0 && rows.every(({ failed }) => failed.length === 0)
  if (all && clean) {
    mkdirSync('.cache', { recursive: true })
    writeFileSync(`.cache/${suite}.json`, `${JSON.stringify(results, null, 2)}\n`)
    complaints.push(...outdated(suite, results))
  }
  for (const { checks, runtimes: names, reason } of exceptions) {
    const here = names.filter((name) => rows.some((row) => row.name === name))
    if (here.length > 0) console.log(`not in ${here.join('; ')}: ${reason}:\n  ${checks.join('\n  ')}`)
  }
  for (const complaint of complaints) console.log(`FAILED ${complaint}`)

  const sum = (member) => [...rows, ...beside].reduce((total, row) => total + row[member].length, 0)
  const [passed, failed] = [sum('passed'), sum('failed') + complaints.length]
  console.log(`${suite}: ${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1
}

const countOf = ({ passed, failed, excepted }) => passed.length + failed.length + excepted

async function runOne({ name, features, missing, version, run }, host) {
  const except = exceptionsOf(name)
  const row = { name, version: '', missing, passed: [], failed: [], excepted: except.length }
  if (missing) {
    print(row, ', missing')
    return row
  }
  const started = performance.now()
  try {
    const { passed, failed } = await run({ ...host, features, except })
    Object.assign(row, { passed, failed })
  } catch (error) {
    row.failed = [{ name: 'the suite itself', error: String(error?.stack ?? error) }]
  }
  row.version = version()
  print(row, `${except.length > 0 ? `, ${except.length} not applicable` : ''} (${seconds(started)} s)`)
  return row
}

/** @param {Result} result @param {string} rest */
function print({ name, version, passed, failed }, rest) {
  const shown = 8
  console.log(`${name.padEnd(13)} ${version.padEnd(16)} ${passed.length} passed, ${failed.length} failed${rest}`)
  for (const each of failed.slice(0, shown)) console.log(`  FAILED ${each.name}\n    ${each.error.slice(0, 600)}`)
  const names = failed.slice(shown).map((each) => each.name)
  if (names.length > 0) console.log(`  and ${names.length} more: ${names.join('; ')}`)
}

const seconds = (started) => ((performance.now() - started) / 1000).toFixed(1)
