// One line a runtime, and the closing line; used for the runtimes and for the browsers.
import { mkdirSync, writeFileSync } from 'node:fs'
import { exceptions, exceptionsOf } from './exceptions.mjs'

/**
 * Runs every runtime in turn and reports.
 * @param {string} suite
 * @param {{ name: string, features: object, version(): Promise<string> | string, missing?: string, run(host: object): Promise<object> }[]} runtimes
 * @param {object} host what all of them are told
 */
export async function report(suite, runtimes, host) {
  const rows = []
  for (const runtime of runtimes) rows.push(await runOne(runtime, host))
  const total = { passed: 0, failed: 0 }
  const counts = new Set(
    rows.filter(({ missing }) => !missing).map(({ passed, failed, excepted }) => passed + failed + excepted),
  )
  if (counts.size > 1) {
    console.log(`not the same number of checks in all of them: ${[...counts].join(', ')}`)
    total.failed++
  }
  for (const { passed, failed } of rows) {
    total.passed += passed
    total.failed += failed
  }
  for (const { checks, runtimes: names, reason } of exceptions) {
    const here = names.filter((name) => rows.some((row) => row.name === name))
    if (here.length > 0) console.log(`not in ${here.join('; ')}: ${reason}:\n  ${checks.join('\n  ')}`)
  }
  const results = rows.map(({ name, version, passed, excepted }) => ({ name, version, passed, excepted }))
  mkdirSync('.cache', { recursive: true })
  writeFileSync(`.cache/${suite}.json`, `${JSON.stringify(results, null, 2)}\n`)
  console.log(`${suite}: ${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1
}

async function runOne(runtime, host) {
  const { name, missing } = runtime
  if (missing) {
    console.log(`${name.padEnd(13)} missing: ${missing}`)
    return { name, missing, passed: 0, failed: 1, excepted: 0 }
  }
  const started = performance.now()
  const except = exceptionsOf(name)
  let result
  try {
    result = await runtime.run({ ...host, features: runtime.features, except })
  } catch (error) {
    result = { passed: [], failed: [{ name: 'the suite itself', error: String(error?.stack ?? error) }] }
  }
  const [passed, failed] = [result.passed.length, result.failed.length]
  const version = await runtime.version()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const excepted = except.length > 0 ? `, ${except.length} not for it` : ''
  console.log(`${name.padEnd(13)} ${version.padEnd(16)} ${passed} passed, ${failed} failed${excepted} (${seconds} s)`)
  const shown = 8
  for (const each of result.failed.slice(0, shown))
    console.log(`  FAILED ${each.name}\n    ${each.error.slice(0, 600)}`)
  if (failed > shown)
    console.log(
      `  and ${failed - shown} more: ${result.failed
        .slice(shown)
        .map((each) => each.name)
        .join('; ')}`,
    )
  return { name, version, passed, failed, excepted: except.length }
}
