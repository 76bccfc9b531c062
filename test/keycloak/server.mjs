// Keycloak in its own process: a temporary folder for certificates and output, its database in memory, loopback only.
import { join } from 'node:path'
import { makeCertificates } from '../independent_servers/certificates.mjs'
import { freePort, trusting } from '../independent_servers/loopback.mjs'
import { inOwnFolder } from '../independent_servers/own_folder.mjs'
import { ADMIN, configure, REALM } from './administration.mjs'
import { startChannel } from './authentication_channel.mjs'
import { ensureInstalled } from './install.mjs'
import { makeKeys } from './keys.mjs'

/** Installs (if missing), starts and configures Keycloak; `stop()` ends it and removes the folder. */
export function startKeycloak() {
  const installation = ensureInstalled()
  return inOwnFolder('keycloak', async ({ folder, run, atEnd }) => {
    const certificates = await makeCertificates(folder)
    const channel = await startChannel(certificates)
    atEnd(() => channel.stop())
    const port = await freePort()
    const origin = `https://localhost:${port}`
    const fetch = trusting(certificates)
    const ready = ({ status }) => status === 200
    const { log } = await run(
      'bash',
      [join(installation, 'bin/kc.sh'), ...startOptions(folder, port, origin, channel)],
      {
        env: environment(),
        lastSignal: 'SIGTERM', // the script forwards the signal to Java; SIGKILL would end only the script
        at: `${origin}/realms/master`,
        fetch,
        seconds: 120,
        ready,
      },
    )
    const keys = await makeKeys()
    const admin = await configure({ origin, fetch, keys, notifications: channel.origin })
    return { origin, issuer: `${origin}/realms/${REALM}`, admin, channel, keys, certificates, fetch, log }
  })
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
    `--https-trust-store-file=${authority}`, // the authorities of the client certificates that it accepts
    `--truststore-paths=${authority}`, // the authorities that it trusts for its own requests
    `--spi-ciba-auth-channel--ciba-http-auth-channel--http-authentication-channel-uri=${channel.origin}/channel`,
  ]
}

function environment() {
  // no settings of another Keycloak
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('KC_'))
  return {
    ...Object.fromEntries(own),
    KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN.username,
    KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
    // it runs for a minute: full JIT compilation would cost more than it saves
    JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1',
  }
}
