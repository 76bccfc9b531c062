/**
 * npm run size -- [--update] [--json FILE]   everything, next to the peers
 * npm run size:check -- [--snapshot FILE]   ours only, against the snapshot and the forbidden words
 *
 * Without it a careless import would make every user's bundle grow unnoticed.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { writeFigures } from '../write_figures.mjs'
import { belongsTo, nowhere, stories } from './stories.mjs'
import { bundlers, weigh } from './weigh.mjs'

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean' },
    update: { type: 'boolean' },
    json: { type: 'string' },
    snapshot: { type: 'string' },
  },
})

const SNAPSHOT = options.snapshot ?? new URL('snapshot.json', import.meta.url)
/** How much a bundle may grow before the snapshot must be updated deliberately. */
const TOLERANCE = { share: 0.02, bytes: 60 }

const root = fileURLToPath(new URL('../..', import.meta.url))
const bench = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(new URL('../../package.json', import.meta.url))
const frontDoor = Object.keys(await import(pathToFileURL(require.resolve('relying')).href)).sort()
const compatible = Object.keys(await import('oauth4webapi')).sort()
const problems = []
let passed = 0
let drifted = false

const all = {
  'whole compatible surface': { names: compatible, atMost: 0.9 },
  'whole front door': { names: frontDoor },
  ...stories,
}
const figures = { stories: {}, names: {} }

for (const [bundler, bundle] of Object.entries(bundlers)) {
  for (const [story, { names, without = [] }] of Object.entries(all)) {
    const code = await bundle('relying', names, root)
    const peer = story === 'whole front door' ? undefined : weigh(await bundle('oauth4webapi', names, root))
    figures.stories[story] ??= {}
    figures.stories[story][bundler] = { ours: weigh(code), oauth4webapi: peer }
    forbid(`${story} (${bundler})`, code, [...nowhere, ...without])
  }
}
for (const name of frontDoor) {
  figures.names[name] = {}
  for (const [bundler, bundle] of Object.entries(bundlers)) {
    const code = await bundle('relying', [name], root)
    const peer = options.check || !compatible.includes(name) ? undefined : await bundle('oauth4webapi', [name], root)
    figures.names[name][bundler] = { ours: light(code), oauth4webapi: peer && light(peer) }
    const foreign = Object.keys(belongsTo).filter((word) => !belongsTo[word].includes(name))
    forbid(`${name} (${bundler})`, code, [...nowhere, ...foreign])
  }
}

if (!options.check) checkGoals()
if (options.update) writeFileSync(SNAPSHOT, `${JSON.stringify(snapshot(), null, 2)}\n`)
else checkSnapshot()
if (!options.check) {
  printStories()
  printNames()
  await printPeers()
}
if (options.json) writeFigures(options.json, figures)
for (const problem of problems) console.error(`size: ${problem}`)
if (drifted) console.error('size: if the change is meant: npm run size -- --update')
console.log(`size: ${passed} passed, ${problems.length} failed`)
process.exitCode = problems.length ? 1 : 0

function light(code) {
  return { minified: Buffer.byteLength(code), gzip: gzipSync(code, { level: 9 }).length }
}

function expect(condition, problem) {
  if (condition) passed++
  else problems.push(problem)
}

function forbid(bundle, code, words) {
  for (const word of words) expect(!code.includes(word), `the bundle of ${bundle} contains "${word}"`)
}

function checkGoals() {
  for (const [story, { atMost, bytesAtMost }] of Object.entries(all)) {
    const { ours, oauth4webapi } = figures.stories[story].esbuild
    for (const measure of atMost ? ['gzip', 'brotli'] : []) {
      const share = ours[measure] / oauth4webapi[measure]
      expect(share <= atMost, `${story}: ${measure} is ${share.toFixed(3)} of oauth4webapi's, the goal is ${atMost}`)
    }
    if (bytesAtMost)
      expect(ours.minified <= bytesAtMost, `${story}: ${ours.minified} bytes, the goal is ${bytesAtMost}`)
  }
}

/** Only gzip sizes: what the reader of a change wants to see. */
function snapshot() {
  const gzip = (byBundler) =>
    Object.fromEntries(Object.entries(byBundler).map(([bundler, { ours }]) => [bundler, ours.gzip]))
  const every = (bundles) => Object.fromEntries(Object.entries(bundles).map(([name, sizes]) => [name, gzip(sizes)]))
  return { stories: every(figures.stories), names: every(figures.names) }
}

function checkSnapshot() {
  const known = JSON.parse(readFileSync(SNAPSHOT, 'utf8'))
  const present = snapshot()
  const same = (before, after) => Math.abs(after - before) <= Math.max(TOLERANCE.bytes, before * TOLERANCE.share)
  for (const kind of ['stories', 'names']) {
    for (const bundle of new Set([...Object.keys(known[kind]), ...Object.keys(present[kind])])) {
      for (const bundler of Object.keys(bundlers)) {
        const before = known[kind][bundle]?.[bundler]
        const after = present[kind][bundle]?.[bundler]
        const problem = `${bundle} (${bundler}): ${before} bytes gzip in the snapshot, now ${after}`
        const isSame = before && after && same(before, after)
        drifted ||= !isSame
        expect(isSame, problem)
      }
    }
  }
}

function printStories() {
  for (const bundler of Object.keys(bundlers)) {
    console.log(
      `\n${bundler.padEnd(36)}${'minified'.padStart(16)}${'gzip'.padStart(16)}${'brotli'.padStart(16)}${'goal'.padStart(8)}`,
    )
    for (const [story, { atMost, bytesAtMost }] of Object.entries(all)) {
      const { ours, oauth4webapi } = figures.stories[story][bundler]
      const cells = Object.keys(ours).map((measure) => {
        const share = oauth4webapi ? ` (${(ours[measure] / oauth4webapi[measure]).toFixed(2)})` : ''
        return `${ours[measure]}${share}`.padStart(16)
      })
      console.log(
        `  ${story.padEnd(34)}${cells.join('')}${String(atMost ?? (bytesAtMost ? `${bytesAtMost} B` : '')).padStart(8)}`,
      )
    }
  }
}

function printNames() {
  const titles = Object.keys(bundlers).map((bundler) => `${bundler} min / gzip (share)`.padStart(32))
  console.log(`\n${'one name alone'.padEnd(50)}${titles.join('')}`)
  for (const [name, byBundler] of Object.entries(figures.names)) {
    const cells = Object.values(byBundler).map(({ ours, oauth4webapi }) => {
      const share = oauth4webapi ? (ours.gzip / oauth4webapi.gzip).toFixed(2) : 'new'
      return `${ours.minified} / ${ours.gzip} (${share})`.padStart(32)
    })
    console.log(`  ${name.padEnd(48)}${cells.join('')}`)
  }
}

async function printPeers() {
  console.log('\npeers, everything they export, esbuild')
  for (const peer of ['oauth4webapi', 'openid-client', 'jose', 'dpop', '@badgateway/oauth2-client', 'arctic']) {
    try {
      const { minified, gzip, brotli } = weigh(await bundlers.esbuild(peer, '*', bench))
      console.log(
        `  ${peer.padEnd(34)}${String(minified).padStart(16)}${String(gzip).padStart(16)}${String(brotli).padStart(16)}`,
      )
    } catch {
      console.log(`  ${peer.padEnd(34)}not installed: npm ci --prefix bench`)
    }
  }
}
