// The two servers as one process: a temporary folder for certificates, settings and output, everything else in memory, loopback only.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCertificates } from '../independent_servers/certificates.mjs'
import { answering, freePort, trusting } from '../independent_servers/loopback.mjs'
import { CLIENTS, INTERVAL, REDIRECT_URI, REFUSER, RESOURCE, SECRET, USER } from './clients.mjs'
import { ensureBuilt } from './install.mjs'
import { makeKeys } from './keys.mjs'

/** Builds (where anything has changed) and starts the servers; `stop()` ends them and removes the folder. */
export async function startServers() {
  const program = ensureBuilt()
  const folder = mkdtempSync(join(tmpdir(), 'go-servers-'))
  const stop = { now: () => rmSync(folder, { recursive: true, force: true }) }
  const atExit = () => stop.now()
  const atSignal = (signal) => process.exit(signal === 'SIGINT' ? 130 : 143)
  process.once('exit', atExit).once('SIGINT', atSignal).once('SIGTERM', atSignal)
  try {
    const certificates = await makeCertificates(folder)
    const keys = await makeKeys()
    const port = await freePort()
    const origin = `https://localhost:${port}`
    const settings = join(folder, 'settings.json')
    writeFileSync(settings, JSON.stringify({ port: `${port}`, origin, ...whatItIsTold(folder, keys) }))
    const outputFile = join(folder, 'output.log')
    const output = openSync(outputFile, 'a')
    const child = spawn(program, [settings], { cwd: folder, stdio: ['ignore', output, output] })
    const ended = once(child, 'exit')
    stop.now = () => {
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    }
    const fetch = trusting(certificates)
    const ready = ({ status }) => status === 200
    await answering(`${origin}/fosite/jwks`, { fetch, child, output: outputFile, seconds: 30, ready })
    return {
      origin,
      keys,
      fetch,
      async stop() {
        process.off('exit', atExit).off('SIGINT', atSignal).off('SIGTERM', atSignal)
        stop.now()
        await ended
      },
    }
  } catch (error) {
    stop.now()
    throw error
  }
}

function whatItIsTold(folder, keys) {
  return {
    certificate: join(folder, 'server.crt'),
    key: join(folder, 'server.key'),
    redirectUri: REDIRECT_URI,
    resource: RESOURCE,
    secret: SECRET,
    user: USER,
    refuser: REFUSER,
    pollInterval: INTERVAL,
    keys: keys.jwks,
    ...CLIENTS,
  }
}
