// npm run test:runtimes: one suite, run in every runtime. Installs the runtimes (about 1 GB) the first time.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { install } from '../../tools/install.mjs'
import { bundleRooms, bundleSuite } from './bundle.mjs'
import { enginesFolder, findEngines, isThere } from './engines.mjs'
import { checkJsr } from './jsr.mjs'
import { report } from './report.mjs'
import { startServers } from './server/start.mjs'

install(enginesFolder)
const wanted = process.argv.slice(2).map((name) => name.toLowerCase())
const engines = findEngines()
const chosen = engines.filter(({ name }) => wanted.length === 0 || wanted.includes(name.toLowerCase()))

await bundleRooms()
await bundleSuite()
const servers = await startServers()
try {
  const { issuer, desk, tls } = servers
  const all = chosen.length === engines.length
  const beside = all ? [checkJsr(engines.find(({ name }) => name === 'Deno').binary)] : []
  await report('runtimes', chosen.map(described), { issuer, desk, tls, library: 'relying' }, { all, beside })
} finally {
  servers.close()
}

function described(engine) {
  return {
    ...engine,
    missing: isThere(engine) ? undefined : `${engine.binary} is not installed`,
    version: () =>
      engine.versionOf
        ? JSON.parse(readFileSync(engine.versionOf, 'utf8')).version
        : /\d[\d.-]*\d/.exec(execFileSync(engine.binary, ['--version'], { encoding: 'utf8' }))[0],
  }
}
