// Spring Authorization Server in its own process: a temporary folder for certificates and output, loopback only.
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { makeCertificates } from '../independent_servers/certificates.mjs'
import { java } from '../independent_servers/java.mjs'
import { freePort, trusting } from '../independent_servers/loopback.mjs'
import { inOwnFolder } from '../independent_servers/own_folder.mjs'
import { clients, RESOURCE, USER } from './clients.mjs'
import { ensureInstalled } from './install.mjs'
import { makeKeys, publish } from './keys.mjs'

/** Installs (if missing) and starts the server; `stop()` ends it and removes the folder. */
export function startSpring() {
  const libraries = ensureInstalled()
  return inOwnFolder('spring', async ({ folder, run, atEnd }) => {
    const certificates = await makeCertificates(folder)
    const keys = await makeKeys(certificates)
    const published = await publish(keys.jwks)
    atEnd(() => published.stop())
    writeFileSync(join(folder, 'clients.json'), JSON.stringify(clients({ jwks: published.url })))
    // the client certificates that it accepts: those of the authority, and the self-signed one
    writeFileSync(join(folder, 'trusted.crt'), `${certificates.ca}\n${certificates.selfSigned.cert}`)
    const port = await freePort()
    const origin = `https://localhost:${port}`
    const fetch = trusting(certificates)
    const ready = ({ status }) => status === 200
    const { log } = await run(java(), startOptions(libraries, port), {
      env: environment(),
      at: `${origin}/oauth2/jwks`,
      fetch,
      seconds: 120,
      ready,
    })
    return { origin, keys, jwks: published.url, certificates, fetch, log }
  })
}

function startOptions(libraries, port) {
  return [
    '-XX:TieredStopAtLevel=1', // it runs for seconds: full JIT compilation would cost more than it saves
    '-cp',
    join(libraries, '*'),
    resolve('test/spring/Server.java'),
    '--relying.clients=clients.json',
    `--relying.resource=${RESOURCE}`,
    `--relying.user=${USER.username}`,
    `--relying.password=${USER.password}`,
    '--spring.main.banner-mode=off',
    '--server.address=127.0.0.1',
    `--server.port=${port}`,
    '--server.ssl.certificate=server.crt',
    '--server.ssl.certificate-private-key=server.key',
    '--server.ssl.trust-certificate=trusted.crt',
    '--server.ssl.client-auth=want',
  ]
}

/** No settings of another application, because Spring Boot also reads the environment. */
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(SPRING|SERVER|LOGGING)_/i.test(name)))
}
