// A startup snapshot: every process that starts from it has the state that the program had when it was stored.
import { equal, notEqual } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { nodeBinary } from '../runtimes/engines.mjs'

const program = `
import { startupSnapshot } from 'node:v8'
import { calculatePKCECodeChallenge, DPoP, generateKeyPair, generateRandomState } from 'relying'
generateRandomState()
calculatePKCECodeChallenge('verifier')
startupSnapshot.setDeserializeMainFunction(async () => {
  const { length } = await DPoP({ client_id: 'c' }, await generateKeyPair('ES256')).calculateThumbprint()
  console.log(length, await calculatePKCECodeChallenge('verifier'), generateRandomState())
})
`

for (const version of [20, 22, 24, 26]) {
  test(`rfc7515 10.1/1: two processes that start from one snapshot draw different random values, Node ${version}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'snapshot-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const bundle = join(folder, 'bundle.cjs')
    const blob = join(folder, 'blob')
    const run = (...args) => execFileSync(nodeBinary(version), ['--snapshot-blob', blob, ...args], { encoding: 'utf8' })
    const resolveDir = fileURLToPath(new URL('fixtures', import.meta.url))
    await build({ stdin: { contents: program, resolveDir }, outfile: bundle, bundle: true, platform: 'node' })
    run('--build-snapshot', bundle)
    const [[length, challenge, state], other] = [run(), run()].map((line) => line.trim().split(' '))
    equal(length, '43')
    equal(challenge, 'iMnq5o6zALKXGivsnlom_0F5_WYda32GHkxlV7mq7hQ')
    notEqual(state, other[2])
  })
}
