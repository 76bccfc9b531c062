import { deepEqual, equal, match } from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { check, runChecks } from '../runtimes/suite/check.mjs'

const root = new URL('../../', import.meta.url)

/** Runs a program in an empty folder with these files. */
function inFolder(files, args) {
  const cwd = mkdtempSync(join(tmpdir(), 'relying-runtimes-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(cwd, name)), { recursive: true })
      writeFileSync(join(cwd, name), text)
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
    return { status, output: stdout + stderr }
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

const tool = (name) => fileURLToPath(new URL(`tools/${name}`, root))

const row = (name, passed, excepted) => ({ name, version: '1', passed, excepted })
const known = JSON.stringify({ planted: [row('A', 2, 0), row('B', 2, 0)] })

/** The output of `report` for these runtimes, each with a name, passed and failed checks. */
function reported(runtimes, { table = known, missing } = {}) {
  const program = `
    import { report } from ${JSON.stringify(new URL('test/runtimes/report.mjs', root))}
    const runtimes = ${JSON.stringify(runtimes)}.map(([name, passed, failed]) => ({
      name, features: {}, version: () => '1', run: async () => ({ passed, failed }),
      missing: name === ${JSON.stringify(missing ?? '')} ? 'its binary' : undefined,
    }))
    await report('planted', runtimes, {}, { all: true })`
  return inFolder({ 'docs/runtimes.json': table }, ['--input-type=module', '--eval', program])
}

test('runtimes: every check counts, in as many runtimes as the table has', () => {
  const { status, output } = reported([
    ['A', ['x', 'y'], []],
    ['B', ['x', 'y'], []],
  ])
  match(output, /^planted: 4 passed, 0 failed$/m)
  equal(status, 0)
})

for (const [planted, runtimes, options, says] of [
  ['a check that failed', [['A', ['x'], [{ name: 'y', error: 'no' }]]], {}, /FAILED y/],
  [
    'a runtime that is missing',
    [
      ['A', ['x', 'y'], []],
      ['B', [], []],
    ],
    { missing: 'B' },
    /B is missing: its binary/,
  ],
  [
    'a runtime that ran fewer checks',
    [
      ['A', ['x', 'y'], []],
      ['B', ['x'], []],
    ],
    {},
    /not the same number of checks/,
  ],
  [
    'a table that is out of date',
    [
      ['A', ['x', 'y', 'z'], []],
      ['B', ['x', 'y', 'z'], []],
    ],
    {},
    /runtimes:table/,
  ],
]) {
  test(`runtimes: ${planted} fails the suite`, () => {
    const { status, output } = reported(runtimes, options)
    match(output, says)
    match(output, /^planted: \d+ passed, [1-9]\d* failed$/m)
    equal(status, 1)
  })
}

test('runtimes: an exception for a check that does not exist fails', async () => {
  check('planted: passes', () => {})
  check('planted: fails', () => {
    throw new Error('no')
  })
  const { passed, failed } = await runChecks({ except: ['planted: gone'] })
  deepEqual(passed, ['planted: passes'])
  deepEqual(
    failed.map(({ name }) => name),
    ['planted: gone', 'planted: fails'],
  )
  const excepted = await runChecks({ except: ['planted: fails'] })
  deepEqual(excepted.failed, [])
})

test('runtimes: a page without its table, or with an old one, fails the check', () => {
  const place = '<!-- runtimes:begin -->\n<!-- runtimes:end -->\n'
  const files = { 'docs/runtimes.json': known, 'README.md': place, 'docs/guide/runtimes.md': '' }
  const { status, output } = inFolder(files, [tool('runtimes_table.mjs'), '--check'])
  match(output, /README\.md is out of date/)
  match(output, /docs\/guide\/runtimes\.md has no place for the table/)
  equal(status, 1)
})

test('includes: a code block that differs from its file fails the check', () => {
  const page = '<!-- include: a.mjs -->\n\n```js\nconst a = 1\n```\n'
  const run = (source) => inFolder({ 'a.mjs': source, 'docs/guide/a.md': page }, [tool('includes.mjs'), '--check'])
  equal(run('const a = 1\n').status, 0)
  const { status, output } = run('const a = 2\n')
  match(output, /docs\/guide\/a\.md: an included file has changed/)
  equal(status, 1)
})
