// Without this file a check could be superfluous and nobody would know: it disables every check of src/, one at a time, and sees
// whether a test notices. Run it by hand. The sources are rewritten on their way into a bundle in the system's temporary folder.
//
//   node tools/remove_checks.mjs                 all files
//   node tools/remove_checks.mjs jose http       only files whose path contains one of the words
//   node tools/remove_checks.mjs --quick         tries only the likeliest tests: some reported survivors are not
//   node tools/remove_checks.mjs --node          what is only for Node: src/platform/*.node.ts, node_*.ts, and src/undici
//   … --engine=PATH --engine=PATH                plays survivors again on other versions of Node
//
// The tests are those of src/**/*.test.ts and test/hostile, with --node those beside the sources. Their test server is not rewritten.
// Survivors that are listed with a reason in docs/decisions are marked. Only the others make the run fail.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { build } from 'esbuild'
import { instrument } from './mutation/mutants.mjs'

const forNode = process.argv.includes('--node')
const onlyNode = /^src\/undici\/|^src\/platform\/(node_\w+|\w+\.node)(\.test)?\.ts$/
const isLeftOut = (file) => file.startsWith('src/testing/') || (!forNode && onlyNode.test(file))
const engines = process.argv.filter((word) => word.startsWith('--engine=')).map((word) => word.slice(9))
const workers = Number(process.env.WORKERS ?? 2)
const quick = process.argv.includes('--quick')
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
// how many of the most specific tests are tried first
const likely = 400
const listedIn = readdirSync('docs/decisions').find((file) => file.endsWith('-surviving-mutants.md'))
const folder = mkdtempSync(join(tmpdir(), 'mutants-'))
const mutants = []
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))

const started = performance.now()
const bundle = await makeBundle()
let survivors = mutants.filter(({ file }) => words.length === 0 || words.some((word) => file.includes(word)))
const total = survivors.length
let engine
let survey
let chosen
let done
for (engine of [process.execPath, ...engines]) {
  survey = await surveyTests()
  chosen = survivors
  survivors = []
  done = 0
  await Promise.all(Array.from({ length: workers }, work))
}
report()
rmSync(folder, { recursive: true, force: true })

async function makeBundle() {
  const tests = (forNode ? ['src/platform', 'src/undici'] : ['src', 'test/hostile'])
    .flatMap(filesUnder)
    .filter((file) => file.endsWith('.test.ts') && !isLeftOut(file))
    .sort()
  const outfile = join(folder, 'bundle.mjs')
  const head = join(folder, 'head.mjs')
  writeFileSync(head, 'globalThis.__h = new Uint8Array(10000)\nglobalThis.__m = -1\n')
  const entry = [head, ...tests.map((file) => resolve(file)), resolve('tools/mutation/play.mjs')]
  await build({
    stdin: { contents: entry.map((file) => `import ${JSON.stringify(file)}`).join('\n'), resolveDir: process.cwd() },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    // package.json says that imports have no side effects, which is not true of tests
    ignoreAnnotations: true,
    packages: 'external',
    plugins: [{ name: 'mutants', setup }],
  })
  return outfile
}

/** `relying` is rewritten. The test server behind `relying/testing` gets a copy of its own, which is not. */
function setup({ onLoad, onResolve }) {
  const stand = resolve('tools/mutation/collected_tests.mjs')
  onResolve({ filter: /^node:test$/ }, ({ importer }) => (importer === stand ? { external: true } : { path: stand }))
  onResolve({ filter: /^relying$/ }, () => ({ path: resolve('src/index.ts') }))
  onResolve({ filter: /^relying\/testing$/ }, () => ({ path: resolve('src/testing/index.ts'), namespace: 'as-it-is' }))
  onResolve({ filter: /^\./, namespace: 'as-it-is' }, ({ path, resolveDir }) => ({
    path: resolve(resolveDir, path),
    namespace: 'as-it-is',
  }))
  if (forNode) onResolve({ filter: /\.ts$/, namespace: 'file' }, nodeFile)
  onLoad({ filter: /\.ts$/, namespace: 'as-it-is' }, ({ path }) => load(path, readFileSync(path, 'utf8')))
  onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
    const text = readFileSync(path, 'utf8')
    const file = relative(process.cwd(), path)
    const isOurs = file.startsWith('src/') && !/\.(test|example)\.ts$/.test(file)
    const isChecked = isOurs && !isLeftOut(file) && onlyNode.test(file) === forNode
    return load(path, isChecked ? instrument(file, text, mutants) : text)
  })
}

/** x.node.ts in place of x.ts, as tools/node_platform.mjs does: not for itself, nor for the tests of the platform. */
function nodeFile({ path, importer, resolveDir }) {
  const found = resolve(resolveDir, path).replace(/\.ts$/, '.node.ts')
  const isNamed = importer === found || /\/platform\/[^/]*\.test\.ts$/.test(importer)
  return !isNamed && found.includes('/src/platform/') && existsSync(found) ? { path: found } : undefined
}

function load(path, contents) {
  return { contents, loader: 'ts', resolveDir: resolve(path, '..') }
}

/** Finds out which test reaches which mutant. Tests that fail without any mutant are named and left out. */
async function surveyTests() {
  const file = join(folder, 'survey.json')
  const { status, output } = await run(['--survey', file], 900_000)
  if (status !== 0 || !existsSync(file)) throw new Error(`the tests do not run (${status}): ${output}`)
  const { atImport, tests } = JSON.parse(readFileSync(file, 'utf8'))
  const failing = tests.filter(({ failure }) => failure)
  for (const { title, failure } of failing)
    console.log(`left out, fails by itself: ${title}\n    ${failure.slice(0, 200)}`)
  const usable = tests.filter(({ failure }) => !failure)
  // the most specific test first: it is the likeliest to notice
  usable.sort((one, other) => one.reached.length - other.reached.length || one.milliseconds - other.milliseconds)
  console.log(`${engine}: ${mutants.length} mutants, ${usable.length} tests, ${failing.length} left out`)
  const byMutant = mutants.map(({ number }) => (atImport.includes(number) ? usable.map(({ index }) => index) : []))
  for (const { index, reached } of usable) for (const number of reached) byMutant[number].push(index)
  return { byMutant: byMutant.map((indices) => [...new Set(indices)]), all: usable.map(({ index }) => index) }
}

/** Plays the remaining mutants, 40 to a process, first against the tests that are likeliest to notice, then against the others. */
async function work() {
  for (let mutant = chosen.shift(); mutant; mutant = chosen.shift()) {
    const batch = [mutant, ...chosen.splice(0, 39)]
    const verdicts = await playAll(batch, 0, likely)
    const doubtful = batch.filter(({ number }) => !verdicts.get(number))
    const others = quick ? verdicts : await playAll(doubtful, likely)
    for (const each of doubtful.filter(({ number }) => !others.get(number))) {
      // state that earlier mutants left in the modules may hide it: play it again in a process of its own
      if (!quick && (await playAll([each], 0, undefined, 600_000)).get(each.number)) continue
      survivors.push({ ...each, tests: survey.byMutant[each.number].length })
      console.log(`survives: ${each.file}:${each.line}: ${each.kind}: ${each.code}`)
    }
    done += batch.length
    console.log(`${done} played, ${survivors.length} survive, ${seconds()} s`)
  }
}

/** Whether each mutant is killed. It is if its process crashes or is silent for too long. A process that gives up is restarted. */
async function playAll(batch, from, to, patience = 120_000) {
  const testsOf = ({ number }) => survey.byMutant[number].slice(from, to)
  const verdicts = new Map(batch.filter((each) => testsOf(each).length === 0).map(({ number }) => [number, false]))
  let rest = batch.filter(({ number }) => !verdicts.has(number))
  while (rest.length > 0) {
    const file = join(folder, `${rest[0].number}.json`)
    writeFileSync(file, JSON.stringify(rest.map((each) => ({ number: each.number, tests: testsOf(each) }))))
    const { status, output } = await run(['--play', file], patience)
    const lines = output.split('\n').filter((line) => line.startsWith('{'))
    for (const { number, killed } of lines.map((line) => JSON.parse(line)))
      if (number !== undefined) verdicts.set(number, killed)
    const last = JSON.parse(lines.at(-1) ?? '{}').begins ?? rest[0].number
    if (status !== 0 && status !== 3 && !verdicts.has(last)) verdicts.set(last, true)
    rest = rest.filter(({ number }) => !verdicts.has(number))
  }
  return verdicts
}

/** Runs the bundle, and ends it after `patience` milliseconds without output. */
function run(args, patience) {
  return new Promise((resolveRun) => {
    const child = spawn(engine, ['--no-warnings', bundle, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let timer
    const listen = (chunk) => {
      output += chunk
      clearTimeout(timer)
      timer = setTimeout(() => child.kill('SIGKILL'), patience)
    }
    listen('')
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('close', (status) => {
      clearTimeout(timer)
      resolveRun({ status, output })
    })
  })
}

function report() {
  const listed = listedIn ? readFileSync(join('docs/decisions', listedIn), 'utf8') : ''
  const name = ({ file, kind, code }) => `${file}: ${kind}: ${code.replaceAll('|', '\\|')}`
  survivors.sort((one, other) => one.number - other.number)
  const unlisted = survivors.filter((mutant) => !listed.includes(name(mutant)))
  for (const mutant of survivors) {
    const mark = unlisted.includes(mutant) ? '✖' : '–'
    console.log(`${mark} ${name(mutant)} (line ${mutant.line}, ${mutant.tests} tests reach it)`)
  }
  const killed = total - survivors.length
  console.log(
    `${total} mutants, ${killed} killed (${((killed / total) * 100).toFixed(1)} %), ${survivors.length} survive, ${unlisted.length} of them unlisted, ${seconds()} s`,
  )
  process.exitCode = unlisted.length > 0 ? 1 : 0
}

function seconds() {
  return Math.round((performance.now() - started) / 1000)
}

function filesUnder(directory) {
  return readdirSync(directory, { recursive: true }).map((file) => join(directory, String(file)))
}
