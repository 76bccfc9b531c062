// The programs that run the suites: a suite that failed, did not run or ended without a result must not look like a
// success.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { root } from './packed.mjs'
import { plant, run } from './planted_tree.mjs'

const reporter = JSON.stringify(`--test-reporter=${pathToFileURL(join(root, 'tools/summary_reporter.mjs'))}`)
const good = "import { test } from 'node:test'\ntest('good', () => {})\n"
const bad = "import { test } from 'node:test'\ntest('bad', () => {\n  throw new Error('as planted')\n})\n"

function nodeTest(t, files) {
  const folder = plant(t, files)
  return run(folder, './node.mjs', ...Object.keys(files))
}
const node =
  "import { spawnSync } from 'node:child_process'\nconst files = process.argv.slice(2).filter((file) => /\\.test\\./.test(file))\n" +
  `const { status } = spawnSync(process.execPath, ['--test', ${reporter}, ...files], { stdio: 'inherit', env: { ...process.env, SUITE: 'planted' } })\nprocess.exit(status)\n`

test('reporter: counts passed tests', (t) => {
  const { status, closing } = nodeTest(t, { 'node.mjs': node, 'a.test.mjs': good, 'b.test.mjs': good })
  assert.deepEqual([status, closing], [0, 'planted: 2 passed, 0 failed'])
})

test('reporter: shows a failure in full and counts it', (t) => {
  const { status, closing, output } = nodeTest(t, { 'node.mjs': node, 'a.test.mjs': good, 'b.test.mjs': bad })
  assert.deepEqual([status, closing], [1, 'planted: 1 passed, 1 failed'])
  assert.match(output, /✖ bad[\s\S]*Error: as planted/)
})

test('reporter: a file without tests and a file that breaks are failures', (t) => {
  const { status, closing } = nodeTest(t, {
    'node.mjs': node,
    'a.test.mjs': '',
    'b.test.mjs': "throw new Error('as planted')\n",
  })
  assert.deepEqual([status, closing], [1, 'planted: 0 passed, 2 failed'])
})

test('reporter: skipped tests are named', (t) => {
  const { output, closing } = nodeTest(t, {
    'node.mjs': node,
    'a.test.mjs': `${good}test('later', { skip: 'no time' }, () => {})\n`,
  })
  assert.match(output, /later \(skipped: no time\)/)
  assert.equal(closing, 'planted: 1 passed, 0 failed, 1 skipped')
})

test('reporter: if all tests are skipped, nothing failed; if there are none, it did', (t) => {
  const skipping = "import { test } from 'node:test'\ntest('later', { skip: 'no Java' }, () => {})\n"
  const { status, closing } = nodeTest(t, { 'node.mjs': node, 'a.test.mjs': skipping })
  assert.deepEqual([status, closing], [0, 'planted: 0 passed, 0 failed, 1 skipped'])
  assert.equal(nodeTest(t, { 'node.mjs': node, 'a.test.mjs': '' }).status, 1)
})

const unit = (folder) => run(folder, './unit.mjs')
const unitRunner =
  "import { spawnSync } from 'node:child_process'\n" +
  `const { status } = spawnSync(process.execPath, ['--import', 'tsx', ${reporter}, ${JSON.stringify(join(root, 'tools/test_unit.mjs'))}], { stdio: 'inherit', env: { ...process.env, SUITE: 'unit' } })\nprocess.exit(status)\n`

// the test that every file was imported counts as one
test('unit: runs every test file of src in one process', (t) => {
  const folder = plant(t, { 'unit.mjs': unitRunner, 'src/http/send.test.ts': good, 'src/json/json.test.ts': good })
  assert.equal(unit(folder).closing, 'unit: 3 passed, 0 failed')
})

test('unit: a failing test, a file that does not load and a tree without tests are failures', (t) => {
  const failing = plant(t, {
    'unit.mjs': unitRunner,
    'src/http/send.test.ts': bad,
    'src/json/json.test.ts': "import './nowhere.ts'\n",
  })
  assert.deepEqual([unit(failing).status, unit(failing).closing], [1, 'unit: 1 passed, 2 failed'])
  assert.deepEqual(
    [unit(plant(t, { 'unit.mjs': unitRunner })).status, unit(plant(t, { 'unit.mjs': unitRunner })).closing],
    [1, 'unit: 1 passed, 1 failed'],
  )
})

const table = (...suites) => `export const suites = ${JSON.stringify(suites)}\n`
const copied = Object.fromEntries(
  ['tools/test.mjs', 'tools/run_suite.mjs', 'tools/install.mjs', 'tools/npm.mjs'].map((file) => [
    file,
    readFileSync(join(root, file), 'utf8'),
  ]),
)
const says = (line, status = 0) => `node -e "console.log('${line}'); process.exitCode = ${status}"`

/** `npm test` over a table of suites whose scripts print the given output. */
function npmTest(t, scripts, { rest = false, suites = undefined, more = {} } = {}) {
  return run(plantSuites(t, scripts, { suites, more }), './tools/test.mjs', ...(rest ? ['--rest'] : []))
}

function plantSuites(
  t,
  scripts,
  { suites = Object.keys(scripts).map((script) => ({ script, needs: 'node', minutes: 1 })), more = {} } = {},
) {
  return plant(t, {
    ...copied,
    'tools/suites.mjs': table(...suites),
    'tools/build.mjs': '',
    'package-lock.json': '{ "packages": {} }',
    'package.json': JSON.stringify({ type: 'module', scripts }),
    ...more,
  })
}

test('npm test: adds up the last lines', (t) => {
  const { status, closing } = npmTest(t, {
    a: says('a: 2 passed, 0 failed'),
    b: says('b: 3 passed, 0 failed, 1 skipped'),
  })
  assert.deepEqual([status, closing], [0, '5 passed, 0 failed'])
})

for (const [title, script, counted] of [
  ['a suite with failures', says('a: 2 passed, 3 failed', 1), '2 passed, 3 failed'],
  ['a suite without a last line', says('all good'), '0 passed, 1 failed'],
  ['a suite that ran no test', says('a: 0 passed, 0 failed'), '0 passed, 1 failed'],
  ['a suite that skipped all tests', says('a: 0 passed, 0 failed, 1 skipped'), '0 passed, 1 failed'],
  ['a suite whose exit status disagrees', says('a: 2 passed, 0 failed', 1), '2 passed, 1 failed'],
  ['a suite that fails and exits with 0', says('a: 2 passed, 1 failed'), '2 passed, 1 failed'],
]) {
  test(`npm test: ${title} is a failure`, (t) => {
    const { status, closing } = npmTest(t, { a: script })
    assert.deepEqual([status, closing], [1, counted])
  })
}

test('npm test: an optional suite may skip all tests, and counts as neither; it must not fail or print nothing', (t) => {
  const suites = [
    { script: 'a', needs: 'node', minutes: 1 },
    { script: 'b', needs: 'node', minutes: 1, optional: 'Java' },
  ]
  const skipped = 'b: 0 passed, 0 failed, 1 skipped'
  const outcomes = [
    says(skipped),
    says(skipped, 1),
    says('b: 0 passed, 0 failed'),
    says('b: 4 passed, 0 failed, 1 skipped'),
  ].map((b) => {
    const { status, closing, output } = npmTest(t, { a: says('a: 2 passed, 0 failed'), b }, { suites })
    return [status, closing, output.includes('- b                   skipped: needs Java')]
  })
  assert.deepEqual(outcomes, [
    [0, '2 passed, 0 failed', true],
    [1, '2 passed, 1 failed', false],
    [1, '2 passed, 1 failed', false],
    [0, '6 passed, 0 failed', false],
  ])
})

test('npm test: a suite without a script is a failure', (t) => {
  const { status, closing } = npmTest(
    t,
    { a: says('a: 1 passed, 0 failed') },
    {
      suites: [
        { script: 'a', needs: 'node', minutes: 1 },
        { script: 'b', needs: 'node', minutes: 1 },
      ],
    },
  )
  assert.deepEqual([status, closing], [1, '1 passed, 1 failed'])
})

test('npm test: a suite that is not in the table is a failure', (t) => {
  const suites = [{ script: 'a', needs: 'node', minutes: 1 }]
  const { status, closing, output } = npmTest(t, { a: says('a: 1 passed, 0 failed'), 'test:b': '' }, { suites })
  assert.deepEqual([status, closing], [1, '1 passed, 1 failed'])
  assert.match(output, /test:b .*is not in tools\/suites\.mjs/)
})

test('npm test: a suite that hangs is stopped and is a failure', (t) => {
  const { status, output, closing } = npmTest(
    t,
    { a: 'node -e "setInterval(() => {}, 1000)"' },
    { suites: [{ script: 'a', needs: 'node', minutes: 0.01 }] },
  )
  assert.match(output, /was stopped/)
  assert.deepEqual([status, closing], [1, '0 passed, 1 failed'])
})

const withSignals = { skip: process.platform === 'win32' && 'no signals', timeout: 30_000 }
/** Code that connects to this process, which shows that the program runs and when it ends. */
async function listen(t) {
  const server = createServer().listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const connected = once(server, 'connection').then(([socket]) => {
    t.after(() => socket.destroy())
    return socket.resume().on('error', () => {})
  })
  return { connect: `require('node:net').connect(${port}, '127.0.0.1')`, connected }
}

for (const signal of /** @type {const} */ (['SIGHUP', 'SIGINT', 'SIGTERM'])) {
  test(`npm test: ${signal} also ends the running suite`, withSignals, async (t) => {
    const { connect, connected } = await listen(t)
    const folder = plantSuites(t, { a: `node -e "${connect}"` })
    const child = spawn(process.execPath, ['tools/test.mjs'], { cwd: folder, stdio: 'ignore' })
    const suite = await connected
    child.kill(signal)
    await Promise.all([once(suite, 'close'), once(child, 'exit')])
  })
}

test('npm test: a build that fails is a failure', (t) => {
  const { status, closing } = npmTest(
    t,
    { a: says('a: 1 passed, 0 failed') },
    { more: { 'tools/build.mjs': 'process.exit(1)\n' } },
  )
  assert.deepEqual([status, closing], [1, '1 passed, 1 failed'])
})

test('.ci/run: adds the other suites to the counts of npm test', (t) => {
  const suites = [
    { script: 'a', needs: 'node', minutes: 1 },
    { script: 'b', needs: 'apt', minutes: 1 },
  ]
  const scripts = { a: says('a: 2 passed, 0 failed'), b: says('b: 3 passed, 0 failed') }
  const earlier = { '.cache/suites.json': JSON.stringify([{ name: 'a', passed: 2, failed: 0, seconds: 1 }]) }
  assert.equal(npmTest(t, scripts, { suites }).closing, '2 passed, 0 failed')
  assert.equal(npmTest(t, scripts, { suites, rest: true, more: earlier }).closing, '5 passed, 0 failed')
})

test('.ci/run: an npm test that did not run to its end is a failure', (t) => {
  const { status, closing } = npmTest(t, {}, { suites: [], rest: true })
  assert.deepEqual([status, closing], [1, '0 passed, 1 failed'])
})

test('.ci/run: npm test, the rest, the sum of both as its last line, and the exit status after it', (t) => {
  const results = [says('b: 3 passed, 0 failed'), says('b: 3 passed, 1 failed', 1)].map((b) => {
    const folder = plant(t, {
      ...copied,
      'tools/suites.mjs': table({ script: 'a', needs: 'node', minutes: 1 }, { script: 'b', needs: 'apt', minutes: 1 }),
      'tools/build.mjs': '',
      'package-lock.json': '{ "packages": {} }',
      'package.json': JSON.stringify({
        type: 'module',
        scripts: { test: 'node tools/test.mjs', a: says('a: 2 passed, 0 failed'), b },
      }),
      '.ci/run': readFileSync(join(root, '.ci/run'), 'utf8'),
    })
    const { status, stdout } = spawnSync('sh', ['.ci/run'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, CI: 'true' },
    })
    return [status, stdout.trim().split('\n').at(-1)]
  })
  assert.deepEqual(results, [
    [0, '5 passed, 0 failed'],
    [1, '5 passed, 1 failed'],
  ])
})

test('ok: names what failed', (t) => {
  const folder = plant(t, { 'tools/check_rooms.mjs': "console.error('planted')\nprocess.exit(1)\n" })
  const { status, output, closing } = run(folder, 'tools/ok.mjs', '--only', 'rooms')
  assert.match(output, /✖ rooms[\s\S]*planted[\s\S]*failed: rooms/)
  assert.deepEqual([status, closing], [1, 'checks: 0 passed, 1 failed'])
})

test('ok: runs every script named check:…', (t) => {
  const scripts = { 'check:sizes': 'node -e "process.exit(1)"', 'check:links': 'node -e ""' }
  const folder = plant(t, { 'package.json': JSON.stringify({ scripts }) })
  assert.equal(run(folder, 'tools/ok.mjs', '--only', 'check:').closing, 'checks: 1 passed, 1 failed')
})

test('npm: started by its name; on Windows, where that is a batch file, by its program', async () => {
  const { npm } = await import('../../tools/npm.mjs')
  assert.deepEqual(npm(['ci'], { platform: 'linux' }), ['npm', ['ci']])
  const windows = { platform: 'win32', execPath: '/node/node.exe' }
  const program = (env) => npm(['ci'], { ...windows, env })
  const beside = join('/node', 'node_modules/npm/bin/npm-cli.js')
  assert.deepEqual(program({ npm_execpath: '/a/npm-cli.js' }), ['/node/node.exe', ['/a/npm-cli.js', 'ci']])
  assert.deepEqual(program({ npm_execpath: '/a/pnpm.cjs' }), ['/node/node.exe', [beside, 'ci']])
  assert.deepEqual(program({}), ['/node/node.exe', [beside, 'ci']])
})

test('install: only if the installed packages are not those of the lockfile', async (t) => {
  const { isInstalled } = await import('../../tools/install.mjs')
  const lock = (version) =>
    JSON.stringify({
      packages: { '': {}, 'node_modules/a': { version }, 'node_modules/b': { version: '1.0.0', optional: true } },
    })
  const tree = (files) => plant(t, { 'deep/package-lock.json': lock('1.0.0'), ...files })
  const hidden = 'deep/node_modules/.package-lock.json'
  assert.equal(isInstalled(join(tree({}), 'deep')), false)
  assert.equal(isInstalled(join(tree({ [hidden]: lock('0.9.0') }), 'deep')), false)
  assert.equal(
    isInstalled(join(tree({ [hidden]: '{ "packages": { "node_modules/a": { "version": "1.0.0" } } }' }), 'deep')),
    true,
  )
})

test('install: what builds and tests, under NODE_ENV=production, too', (t) => {
  const packages = {
    '': { devDependencies: { a: 'file:a' } },
    a: { version: '1.0.0', dev: true },
    'node_modules/a': { resolved: 'a', link: true },
  }
  const folder = plant(t, {
    'deep/package.json': JSON.stringify(packages['']),
    'deep/package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }),
    'deep/a/package.json': '{ "name": "a", "version": "1.0.0" }',
  })
  t.after(() => {
    delete process.env.NODE_ENV
  })
  process.env.NODE_ENV = 'production'
  const { status, output } = run(folder, 'tools/install.mjs', 'deep')
  assert.equal(status, 0, output)
  assert.ok(existsSync(join(folder, 'deep/node_modules/a')))
})

test('install: after Ctrl-C waits until npm has cleaned up', withSignals, async (t) => {
  const { connect, connected } = await listen(t)
  const npm = `#!${process.execPath}\nprocess.on('SIGINT', () => {})\n${connect}.on('close', () => process.exit(1))\n`
  const folder = plant(t, { 'bin/npm': npm, 'bin/package.json': '{}', 'package-lock.json': '{}' })
  chmodSync(join(folder, 'bin/npm'), 0o755)
  const env = { ...process.env, PATH: join(folder, 'bin') }
  rmSync(join(folder, 'node_modules'))
  const child = spawn(process.execPath, [join(root, 'tools/install.mjs')], { cwd: folder, env, stdio: 'ignore' })
  const socket = await connected
  child.kill('SIGINT')
  socket.end()
  assert.deepEqual(await once(child, 'exit'), [1, null])
})
