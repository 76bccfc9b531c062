// The checks that a runtime cannot run, by name. Everything else runs everywhere, and a check named here that does not
// exist counts as failed.
const certificates = 'rfc8705 2.1, 3: mutual TLS authenticates the client and binds the token'
const require = 'node modules: require() gives the very functions that import gives'
const browsers = ['Chromium', 'Firefox', 'WebKitGTK']

/** @type {{ check: string, runtimes: string[], reason: string }[]} */
export const exceptions = [
  { check: certificates, runtimes: browsers, reason: 'the browser chooses the certificate itself; a page has no say' },
  { check: certificates, runtimes: ['edge-runtime'], reason: 'its fetch takes no certificate' },
  { check: require, runtimes: [...browsers, 'workerd', 'edge-runtime'], reason: 'it has no require()' },
  {
    check: require,
    runtimes: ['Deno'],
    reason: 'its require() takes the build for Node, its import the default one: two copies, so load it one way',
  },
  { check: require, runtimes: ['Node, bundled'], reason: 'the bundle is a copy, as it has to be' },
  {
    check: 'rfc9110 11.6.1: challenges in two field lines',
    runtimes: ['Firefox'],
    reason: 'it hides the header when it comes in more than one line; in one line it is read',
  },
]

export const exceptionsOf = (runtime) =>
  exceptions.filter(({ runtimes }) => runtimes.includes(runtime)).map(({ check }) => check)
