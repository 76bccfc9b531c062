// npm run test:undici: the tests of `relying/undici` with each major version of undici that the package admits beside the one of the root.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { install } from '../../tools/install.mjs'
import { enginesFolder, nodeBinary } from '../runtimes/engines.mjs'

const folder = 'test/undici'
const { dependencies } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
install(folder)
// undici 8 does not run on Node 20
install(enginesFolder)

let passed = 0
let failed = 0
for (const [name, version] of Object.entries(dependencies)) {
  const hooks = ['--import', 'tsx', '--import', `./${folder}/version.mjs`]
  const test = ['--test-reporter=./tools/summary_reporter.mjs', 'tools/test_unit.mjs', 'undici']
  const { status, stdout } = spawnSync(nodeBinary(24), [...hooks, ...test], {
    encoding: 'utf8',
    env: { ...process.env, UNDICI: name, SUITE: version },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 120_000,
  })
  process.stdout.write(stdout)
  const [, good, bad] = /: (\d+) passed, (\d+) failed/.exec(stdout) ?? []
  passed += Number(good ?? 0)
  failed += status === 0 ? 0 : Math.max(1, Number(bad ?? 1))
}
console.log(`undici: ${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
