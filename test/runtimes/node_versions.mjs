// npm run test:versions [major …]: the suites of `npm test` on the other versions of Node, which differ in tests, flags
// and keys. Without it they would be known to pass only on the Node that runs `.ci/run`.
import { delimiter, dirname } from 'node:path'
import { install } from '../../tools/install.mjs'
import { runSuite } from '../../tools/run_suite.mjs'
import { suites } from '../../tools/suites.mjs'
import { enginesFolder, nodeBinary } from './engines.mjs'

// the suites that read files, pack and bundle behave alike on all versions, and take longest
const leftOut = ['checks', 'test:checks', 'test:package']
const chosen = suites.filter(({ script, needs }) => needs === 'node' && !leftOut.includes(script))

install(enginesFolder)
const asked = process.argv.slice(2)
const majors = [20, 22, 24, 26].map(String).filter((major) => !process.version.startsWith(`v${major}.`))
const lines = []
let passed = 0
let failed = 0
for (const major of asked.length > 0 ? asked : majors) {
  const env = { ...process.env, PATH: `${dirname(nodeBinary(major))}${delimiter}${process.env.PATH}` }
  for (const suite of chosen) {
    const result = await runSuite(suite, env)
    passed += result.passed
    failed += result.failed
    lines.push(
      `${result.failed > 0 ? '✖' : '✔'} Node ${major} ${suite.script.padEnd(20)} ${result.passed} passed, ${result.failed} failed`,
    )
  }
}
console.log(`\n${lines.join('\n')}`)
console.log(`versions: ${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
