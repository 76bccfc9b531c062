// A registry instead of a test runner: no runner works in all of Node, Bun, Deno, workerd, edge-runtime and three
// browsers, and a check needs only a name and a function that may reject.

/**
 * What a host tells the suite about its runtime.
 * @typedef {object} Host
 * @property {string} issuer the authorization server
 * @property {string} desk the user's steps and an odd resource server
 * @property {{ mldsa: boolean, cshake: boolean, browser: boolean }} features the known features of this runtime
 * @property {string[]} except names of the checks that this runtime cannot run; listed with reasons in exceptions.mjs
 * @property {{ ca: string, cert: string, key: string, thumbprint: string }} [tls]
 * @property {Record<'withCertificate' | 'withoutCertificate', (tls: object) => unknown>} [mutualTls] the recipe of docs/guide/mtls.md
 * @property {string} library the specifier of the library under test
 * @property {(name: string) => unknown} [require]
 * @property {() => Promise<typeof globalThis>} [realm] another realm with its own classes of the web platform
 * @property {typeof import('./rooms.ts')} rooms the bundle of the rooms
 */

/** @type {Map<string, (host: Host) => unknown>} */
const checks = new Map()

/** @param {string} name @param {(host: Host) => unknown} run */
export function check(name, run) {
  if (checks.has(name)) throw new Error(`two checks named ${name}`)
  checks.set(name, run)
}

/** @param {Host} host */
export async function runChecks(host) {
  const unknown = host.except.filter((name) => !checks.has(name))
  const failed = unknown.map((name) => ({ name, error: 'an exception for a check that does not exist' }))
  const passed = []
  for (const [name, run] of checks) {
    if (host.except.includes(name)) continue
    try {
      await within(30_000, run(host))
      passed.push(name)
    } catch (error) {
      failed.push({ name, error: describe(error) })
    }
  }
  return { passed, failed, excepted: host.except, userAgent: globalThis.navigator?.userAgent }
}

async function within(milliseconds, promise) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${milliseconds} ms`)), milliseconds)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

function describe(error) {
  if (!(error instanceof Error) && typeof error?.message !== 'string') return `threw ${String(error)}`
  const cause = error.cause === undefined ? '' : ` | cause: ${describe(error.cause)}`
  const stack = String(error.stack ?? '')
    .split('\n')
    .filter((line) => /\.mjs|\.js/.test(line))
    .slice(0, 4)
    .map((line) => line.trim())
    .join(' ')
  return `${error.name}: ${error.message}${error.code ? ` [${error.code}]` : ''} ${stack}${cause}`
}
