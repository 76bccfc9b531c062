// Without this file every suite would end in its own format, and tools/test.mjs could not add the suites up.
//
// A reporter for node:test: prints failures in full, nothing for passed tests, and then `<suite>: N passed, N failed`.
//   SUITE=servers node --import tsx --test --test-reporter=./tools/summary_reporter.mjs test/servers/*.test.ts
// The suite's name is $SUITE, or comes from the npm script (`test:servers` is `servers`).
// A test file without a test counts as failed. Skipped tests are named, with the reason.
import { relative } from 'node:path'
import { inspect } from 'node:util'

const suite = process.env.SUITE ?? (process.env.npm_lifecycle_event ?? 'tests').replace(/^test:/, '')

export default async function* report(events) {
  const count = { passed: 0, failed: 0, skipped: 0 }
  const started = []
  const filesWithTests = new Set()
  for await (const { type, data } of events) {
    if (type === 'test:start') started[data.nesting] = data.name
    else if (type === 'test:stdout' || type === 'test:stderr') yield data.message
    else if (type === 'test:pass' || type === 'test:fail') {
      const title = started.slice(0, data.nesting).concat(data.name).join(' > ')
      const isFile = data.nesting === 0 && data.file !== undefined && data.name.endsWith(relative('', data.file))
      if (!isFile) filesWithTests.add(data.file)
      if (data.details?.type === 'suite' && type === 'test:pass') continue
      const error = data.details?.error
      if (error?.failureType === 'subtestsFailed') continue
      if (data.skip !== undefined || data.todo !== undefined) {
        count.skipped++
        yield `- ${title} (skipped: ${[data.skip, data.todo].find((reason) => typeof reason === 'string') || 'no reason given'})\n`
      } else if (type === 'test:fail') {
        count.failed++
        yield `✖ ${title}${where(data)}\n${indent(describe(error))}\n`
      } else if (isFile && !filesWithTests.has(data.file)) {
        count.failed++
        yield `✖ ${relative('', data.file)}: holds no test\n`
      } else if (!isFile) count.passed++
    }
  }
  if (count.passed + count.failed + count.skipped === 0) count.failed++
  if (count.failed > 0) process.exitCode = 1
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
  yield `${suite}: ${count.passed} passed, ${count.failed} failed${skipped}\n`
}

function where({ file, line }) {
  return file === undefined ? '' : ` (${relative('', file)}${line === undefined ? '' : `:${line}`})`
}

function describe(error) {
  const cause = error?.cause ?? error
  return typeof cause === 'string' ? cause : inspect(cause, { depth: 6 })
}

function indent(text) {
  return text.replace(/^/gm, '    ')
}
