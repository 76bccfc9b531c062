/**
 * Plays every case with npm `oauth4webapi` and with this library, and fails if they differ in a way that
 * `differences.ts` does not list, if a listed difference does not occur, or if a function never ends in a code
 * that it should.
 *
 *   --other=oauth4webapi   plays the other library against a second copy of itself (proves the harness)
 *   --only=text            only families and generators whose name contains the text, without checking required outcomes
 *   --seed=number          another seed
 *   --times=factor         more or fewer generated cases
 *   --survey               all differences instead of the smallest of each generator
 *
 * The two libraries are imported here, outside tsx: its transformation would change their classes.
 */
import { cp, rm, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { tsImport } from 'tsx/esm/api'

const { values } = parseArgs({
  options: {
    other: { type: 'string', default: 'relying' },
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: '20250615' },
    times: { type: 'string', default: '1' },
    survey: { type: 'boolean', default: false },
  },
})

const load = (name, copy = '') => import(import.meta.resolve(name) + copy)

/** A second copy of this library has other module state; its files import each other, so all of them are copied. */
async function loadCopy() {
  const folder = new URL('../../.cache/compatibility/', import.meta.url)
  await rm(folder, { recursive: true, force: true })
  await cp(new URL('../../dist/', import.meta.url), new URL('dist/', folder), { recursive: true })
  await writeFile(new URL('package.json', folder), '{ "type": "module" }')
  return import(new URL('dist/index.js', folder).href)
}

const isSelf = values.other !== 'relying'
const both = {
  theirs: await load('oauth4webapi'),
  theirCopy: await load('oauth4webapi', '?other'),
  ours: await load(values.other, isSelf ? '?copy' : ''),
  ourCopy: isSelf ? await load(values.other, '?another') : await loadCopy(),
}

const portable = isSelf ? undefined : await import(new URL('../../dist/index.js', import.meta.url).href)

const { main } = await tsImport('./main.ts', import.meta.url)
const { passed, failed } = await main(both, portable, {
  only: values.only,
  seed: Number(values.seed),
  times: Number(values.times),
  survey: values.survey,
  isSelf,
})
console.log(`compatibility: ${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
