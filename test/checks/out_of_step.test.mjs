// The checks that compare a file with its source pass on the repository, and fail on a planted difference.
import { equal, match } from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)
const path = (file) => fileURLToPath(new URL(file, root))

/** Runs a check in a folder with only this file: the repository's own, with one replacement. */
function check(file, [from, to], command) {
  const folder = mkdtempSync(join(tmpdir(), 'relying-step-'))
  try {
    const before = readFileSync(new URL(file, root), 'utf8')
    const after = before.replace(from, to)
    equal(after === before, from === to, `nothing in ${file} to replace`)
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), after)
    const { status, stdout, stderr } = spawnSync(process.execPath, command(folder), { cwd: folder, encoding: 'utf8' })
    return { status, output: stdout + stderr }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const same = ['', '']
const table = [
  [
    'check:misbehaviours',
    'docs/guide/misbehaviours.md',
    [/^\| `.*$/m, '| `id_token.nothing` | a switch that no longer exists | – |'],
    () => [path('tools/misbehaviours.mjs'), '--check'],
    /is out of date/,
  ],
  [
    'check:upgrading',
    'UPGRADING.md',
    [/^\| 1 \|.*$/m, '| 1 | another difference | | | |'],
    () => ['--import', import.meta.resolve('tsx'), path('tools/differences_table.mjs'), '--check'],
    /the differences have changed/,
  ],
  [
    'size:check',
    'bench/size/snapshot.json',
    [/("customFetch": \{\s+"esbuild": )\d+/, '$1900'],
    (folder) => [path('bench/size/run.mjs'), '--check', '--snapshot', join(folder, 'bench/size/snapshot.json')],
    /customFetch \(esbuild\): 900 bytes gzip in the snapshot, now \d+/,
  ],
]
for (const [name, file, planted, command, reason] of table) {
  test(`${name}: passes on the repository, fails on a planted difference`, () => {
    const good = check(file, same, command)
    equal(good.status, 0, good.output)
    const { status, output } = check(file, planted, command)
    match(output, reason)
    equal(status, 1)
  })
}
