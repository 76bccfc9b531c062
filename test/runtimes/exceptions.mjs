// The checks that a runtime cannot run, by name. All others run everywhere. A name without a check counts as failed.
const certificates = 'rfc8705 2.1, 3: mutual TLS authenticates the client and binds the token'
const require = 'node modules: require() returns the same functions as import'
const realms = ['URL', 'URLSearchParams', 'AbortSignal', 'Headers', 'Response', 'Request', 'CryptoKey'].map(
  (name) => `realms: the ${name} of another realm`,
)
const browsers = ['Chromium', 'Firefox', 'WebKitGTK']
const servers = ['Node 20', 'Node 22', 'Node 24', 'Node 26', 'Node, bundled', 'Bun', 'Deno', 'workerd', 'edge-runtime']

/** @type {{ checks: string[], runtimes: string[], reason: string }[]} */
export const exceptions = [
  { checks: [certificates], runtimes: browsers, reason: 'the browser chooses the certificate; a page cannot' },
  { checks: [certificates], runtimes: ['edge-runtime'], reason: 'its fetch accepts no certificate' },
  { checks: [require], runtimes: [...browsers, 'workerd', 'edge-runtime'], reason: 'it has no require()' },
  {
    checks: [require],
    runtimes: ['Deno'],
    reason: 'its require() loads the build for Node, its import the default one: two copies, so load it one way only',
  },
  { checks: [require], runtimes: ['Node, bundled'], reason: 'the bundle is necessarily a copy' },
  {
    checks: ['rfc9110 11.6.1: challenges in two field lines'],
    runtimes: ['Firefox'],
    reason: 'it hides the header if it comes in more than one line; in one line it is readable',
  },
  {
    checks: realms,
    runtimes: servers,
    reason: 'it has no second realm of its own; test/embeddings tests the realms that a Node process can have',
  },
]

export const exceptionsOf = (runtime) =>
  exceptions.filter(({ runtimes }) => runtimes.includes(runtime)).flatMap(({ checks }) => checks)
