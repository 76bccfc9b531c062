// Runs the suite in edge-runtime, which lives in a vm context of a Node process.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const [engines, script, host] = process.argv.slice(2)
const { EdgeRuntime } = createRequire(engines)('edge-runtime')
const runtime = new EdgeRuntime()
runtime.evaluate(await readFile(script, 'utf8'))
const result = await runtime.evaluate(`runChecks(${host})`)
process.stdout.write(`\n${JSON.stringify(result)}\n`)
process.exit(0)
