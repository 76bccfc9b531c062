// Installs Debian's glewlwyd if it is missing, without asking questions or starting services.
import { spawnSync } from 'node:child_process'

// dbconfig-sqlite3 is named because apt would otherwise pull in a MariaDB client (94 MB instead of 10).
const PACKAGES = ['dbconfig-sqlite3', 'sqlite3', 'openssl', 'glewlwyd']
const KNOWN_VERSION = '2.7.5'

/** Installs what is missing and returns the version of glewlwyd. */
export function ensureInstalled() {
  const missing = PACKAGES.filter((name) => installedVersion(name) === undefined)
  if (missing.length > 0) {
    console.log(`glewlwyd: installing ${missing.join(', ')}`)
    apt(['update', '-qq'])
    apt(['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES])
  }
  const version = installedVersion('glewlwyd')
  if (!version?.startsWith(KNOWN_VERSION)) {
    throw new Error(
      `these tests were written for glewlwyd ${KNOWN_VERSION}, found ${version}: read test/glewlwyd/README.md`,
    )
  }
  return version
}

function installedVersion(name) {
  const query = spawnSync('dpkg-query', ['-W', '-f', `\${db:Status-Abbrev} \${Version}`, name], { encoding: 'utf8' })
  if (query.error) throw new Error('this suite needs Debian (dpkg and apt-get)', { cause: query.error })
  const [status, version] = query.stdout.split(' ').filter(Boolean)
  return status === 'ii' ? version : undefined
}

function apt(args) {
  // another installation may be under way: wait for its lock
  const run = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (run.status !== 0)
    throw new Error(`apt-get ${args.join(' ')} ended with ${run.status}\n${run.stdout}${run.stderr}`)
}
