// Keycloak as a process of its own: a temporary folder for certificates and output, its database in memory, loopback only.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCertificates } from '../independent_servers/certificates.mjs'
import { answering, freePort, trusting } from '../independent_servers/loopback.mjs'
import { ADMIN, configure, REALM } from './administration.mjs'
import { startChannel } from './authentication_channel.mjs'
import { ensureInstalled } from './install.mjs'
import { makeKeys } from './keys.mjs'

/** Installs (if missing), starts and configures Keycloak; `stop()` ends it and removes the folder. */
export async function startKeycloak() {
  const installation = ensureInstalled()
  const folder = mkdtempSync(join(tmpdir(), 'keycloak-'))
  const stop = { now: () => rmSync(folder, { recursive: true, force: true }) }
  const atExit = () => stop.now()
  const atSignal = (signal) => process.exit(signal === 'SIGINT' ? 130 : 143)
  process.once('exit', atExit).once('SIGINT', atSignal).once('SIGTERM', atSignal)
  try {
    const certificates = await makeCertificates(folder)
    const channel = await startChannel(certificates)
    stop.now = () => {
      channel.stop()
      rmSync(folder, { recursive: true, force: true })
    }
    const port = await freePort()
    const origin = `https://localhost:${port}`
    const outputFile = join(folder, 'output.log')
    const output = openSync(outputFile, 'a')
    const child = spawn('bash', [join(installation, 'bin/kc.sh'), ...startOptions(folder, port, origin, channel)], {
      cwd: folder,
      env: environment(),
      stdio: ['ignore', output, output],
    })
    const ended = once(child, 'exit')
    stop.now = () => {
      child.kill('SIGTERM') // the script passes it on to Java; SIGKILL would end the script alone
      channel.stop()
      rmSync(folder, { recursive: true, force: true })
    }
    const fetch = trusting(certificates)
    const ready = ({ status }) => status === 200
    await answering(`${origin}/realms/master`, { fetch, child, output: outputFile, seconds: 120, ready })
    const keys = await makeKeys()
    const admin = await configure({ origin, fetch, keys, notifications: channel.origin })
    return {
      origin,
      issuer: `${origin}/realms/${REALM}`,
      admin,
      channel,
      keys,
      certificates,
      fetch,
      log: () => readFileSync(join(folder, 'output.log'), 'utf8'),
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

function startOptions(folder, port, origin, channel) {
  const authority = join(folder, 'authority.crt')
  return [
    'start',
    '--optimized',
    '--cache=local',
    '--http-host=127.0.0.1',
    '--http-enabled=false',
    `--https-port=${port}`,
    `--hostname=${origin}`,
    `--https-certificate-file=${join(folder, 'server.crt')}`,
    `--https-certificate-key-file=${join(folder, 'server.key')}`,
    `--https-trust-store-file=${authority}`, // whose clients' certificates it takes
    `--truststore-paths=${authority}`, // whom it trusts when it calls
    `--spi-ciba-auth-channel--ciba-http-auth-channel--http-authentication-channel-uri=${channel.origin}/channel`,
  ]
}

function environment() {
  // nothing of another Keycloak's settings
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('KC_'))
  return {
    ...Object.fromEntries(own),
    KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN.username,
    KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
    // it runs for a minute: thorough compilation would cost more than it brings
    JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1',
  }
}
