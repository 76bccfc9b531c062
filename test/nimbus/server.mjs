// The Nimbus server in its own process: a temporary folder for certificates, settings and output, loopback only.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeCertificates } from '../independent_servers/certificates.mjs'
import { java } from '../independent_servers/java.mjs'
import { freePort, trusting } from '../independent_servers/loopback.mjs'
import { inOwnFolder } from '../independent_servers/own_folder.mjs'
import { clients, REGISTRATION_TOKEN, RESOURCE, USER } from './clients.mjs'
import { ensureInstalled } from './install.mjs'
import { makeKeys } from './keys.mjs'
import { startNotificationEndpoint } from './notification_endpoint.mjs'

const OPTIONS = [
  '-XX:TieredStopAtLevel=1', // it runs for seconds: full JIT compilation would cost more than it saves
  '-Dsun.net.httpserver.nodelay=true', // without this, every response takes 40 ms longer
]

/** Installs (if missing) and starts the server; `stop()` ends it and removes the folder. */
export function startNimbus() {
  const classPath = ensureInstalled()
  return inOwnFolder('nimbus', async ({ folder, run, atEnd }) => {
    const certificates = await makeCertificates(folder)
    const keys = await makeKeys(certificates)
    const notifications = await startNotificationEndpoint(certificates)
    atEnd(() => notifications.stop())
    const origin = `https://localhost:${await freePort()}`
    const settings = {
      origin,
      user: USER.username,
      userCode: USER.code,
      resource: RESOURCE,
      registrationToken: REGISTRATION_TOKEN,
      clients: clients({ jwks: keys.jwks, notifications: notifications.url }),
    }
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings))
    const fetch = trusting(certificates)
    const { log } = await run(java(), [...OPTIONS, '-cp', classPath, 'Server', 'settings.json'], {
      at: `${origin}/jwks`,
      fetch,
      seconds: 60,
      ready: ({ status }) => status === 200,
    })
    return { origin, keys, certificates, notifications, fetch, log }
  })
}
