// The two servers in one process: a temporary folder for certificates, settings and output, everything else in memory,
// loopback only.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeCertificates } from '../independent_servers/certificates.mjs'
import { makeClientKeys } from '../independent_servers/client_keys.mjs'
import { freePort, trusting } from '../independent_servers/loopback.mjs'
import { inOwnFolder } from '../independent_servers/own_folder.mjs'
import { CLIENTS, INTERVAL, REDIRECT_URI, REFUSER, RESOURCE, SECRET, USER } from './clients.mjs'
import { ensureBuilt } from './install.mjs'

/** Builds (if anything has changed) and starts the servers; `stop()` ends them and removes the folder. */
export function startServers() {
  const program = ensureBuilt()
  return inOwnFolder('go-servers', async ({ folder, run }) => {
    const certificates = await makeCertificates(folder)
    const keys = await makeClientKeys(['ES256', 'RS256', 'PS256'])
    const port = await freePort()
    const origin = `https://localhost:${port}`
    const settings = join(folder, 'settings.json')
    writeFileSync(settings, JSON.stringify({ port: `${port}`, origin, ...whatItIsTold(folder, keys) }))
    const fetch = trusting(certificates)
    const ready = ({ status }) => status === 200
    await run(program, [settings], { at: `${origin}/fosite/jwks`, fetch, seconds: 30, ready })
    return { origin, keys, fetch }
  })
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
