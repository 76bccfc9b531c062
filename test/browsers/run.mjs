// npm run test:browsers: the suite of ../runtimes, run from a page in three browsers. Installs the browsers with apt.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { install } from '../../tools/install.mjs'
import { bundleRooms } from '../runtimes/bundle.mjs'
import { report } from '../runtimes/report.mjs'
import { startServers } from '../runtimes/server/start.mjs'
import { browsers, debianPackages } from './browsers.mjs'
import { servePage } from './page_server.mjs'

const wanted = process.argv.slice(2).map((name) => name.toLowerCase())
const chosen = browsers.filter(({ name }) => wanted.length === 0 || wanted.includes(name.toLowerCase()))

install('test/browsers')
installBrowsers()
await bundleRooms()
const servers = await startServers()
const page = await servePage({ relying: '/dist/index.js' })
try {
  const { issuer, desk } = servers
  const all = chosen.length === browsers.length
  await report('browsers', chosen.map(described), { issuer, desk }, { all })
} finally {
  page.close()
  servers.close()
}

function described(browser) {
  let version = 'unknown'
  return {
    ...browser,
    missing: missing(browser),
    version: () => version,
    async run(host) {
      page.prepare(host)
      const visited = await browser.visit(page.url)
      version = visited.version
      return visited.result
    },
  }
}

function missing({ files }) {
  const absent = files.filter((file) => !existsSync(file))
  return absent.length > 0 ? `${absent.join(', ')} (apt-get install ${debianPackages.join(' ')})` : undefined
}

function installBrowsers() {
  if (!browsers.some(missing)) return
  const apt = (...args) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  console.log(`install: apt-get install ${debianPackages.join(' ')}`)
  apt('update', '-qq')
  apt('install', '-y', '-qq', '--no-install-recommends', ...debianPackages)
}
