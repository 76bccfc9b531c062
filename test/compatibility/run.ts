/**
 * Plays every case with npm `oauth4webapi` and with this library, and fails where they differ in a way that
 * `differences.ts` does not list, where a listed difference does not occur, or where a function never ends in a code
 * that it should.
 *
 *   --other=oauth4webapi   plays the other library against a second copy of itself (proves the harness)
 *   --only=text            only generators whose name holds the text; coverage is then not judged
 *   --seed=number          another seed
 *   --times=factor         more or fewer generated cases
 */

import { parseArgs } from 'node:util'
import { Canned } from './canned.ts'
import { makeKeys } from './keys.ts'
import { ours, theirs } from './libraries.ts'
import { report } from './report.ts'
import { playAll } from './suite.ts'

const { values } = parseArgs({
  options: {
    other: { type: 'string', default: 'relying' },
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: '20250615' },
    times: { type: 'string', default: '1' },
  },
})

// a hook's own rejection may be left to nobody (a promise where a signal was due); any other one ends the run
process.on('unhandledRejection', (reason) => {
  if (!(reason instanceof Canned)) throw reason
})

const isSelf = values.other === 'oauth4webapi'
await makeKeys()
const both = { theirs: await theirs(), ours: isSelf ? await theirs('?copy') : await ours() }
const played = await playAll(both, { only: values.only, seed: Number(values.seed), times: Number(values.times) })
const { passed, failed } = report(both, played, {
  coverage: values.only === '' && values.times === '1',
  differences: !isSelf,
})
console.log(`compatibility: ${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
