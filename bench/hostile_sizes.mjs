/**
 * npm run bench:hostile -- [--only PATTERN] [--json FILE]
 *
 * Processing an input whose size somebody else chose must take time in proportion to that size: each input is tried at n, 2n and 4n, and
 * the time must grow with the size, not with its square.
 */
import { parseArgs } from 'node:util'
import { relying } from './contenders.mjs'
import { audience, clientId, idTokenClaims, issuer, issuerKey, server } from './fixtures.mjs'
import { writeFigures } from './write_figures.mjs'

const { values: options } = parseArgs({
  options: { only: { type: 'string', default: '' }, json: { type: 'string' }, null: { type: 'boolean' } },
})

/** Growth of the time for four times the input: 4 is linear, 16 quadratic. Between them is room for noise and the collector. */
const MOST = 9

const client = { client_id: clientId }
const respond = (status, body, type = 'application/json') =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'content-type': type } })
const refused = (promise) =>
  Promise.resolve(promise).then(
    () => undefined,
    () => undefined,
  )

const key = await issuerKey('RS256')
const as = { ...server }

/** n is a size. The operation may accept or refuse the input; it only has to end. */
const inputs = {
  'ID Token of 1 MB': [
    256 * 1024,
    async (n) => {
      const id_token = await key.sign({ ...idTokenClaims(), padding: 'x'.repeat(n) })
      const body = JSON.stringify({ access_token: 'a', token_type: 'bearer', id_token })
      return () =>
        relying.processAuthorizationCodeResponse(as, client, respond(200, body), {
          expectedNonce: idTokenClaims().nonce,
        })
    },
  ],
  'JWT access token of 1 MB': [
    256 * 1024,
    async (n) => {
      const claims = {
        iss: issuer,
        sub: 'u',
        aud: audience,
        client_id: clientId,
        jti: 'j',
        iat: idTokenClaims().iat,
        exp: idTokenClaims().exp,
      }
      const token = await key.sign({ ...claims, padding: 'x'.repeat(n) }, { typ: 'at+jwt' })
      const request = new Request(audience, { headers: { authorization: `Bearer ${token}` } })
      const fetchKeys = { [relying.customFetch]: async () => respond(200, key.jwks) }
      return () => relying.validateJwtAccessToken(as, request, audience, fetchKeys)
    },
  ],
  'authorization header of dots': [
    65536,
    async (n) => {
      const request = new Request(audience, { headers: { authorization: `Bearer ${'.'.repeat(n)}` } })
      return () => relying.validateJwtAccessToken(as, request, audience)
    },
  ],
  'authorization header of spaces': [
    65536,
    async (n) => {
      const request = new Request(audience, { headers: { authorization: `Bearer${' '.repeat(n)}x` } })
      return () => relying.validateJwtAccessToken(as, request, audience)
    },
  ],
  'token response of 8 MB': [
    2 * 1024 * 1024,
    async (n) => {
      const body = JSON.stringify({ access_token: 'a', token_type: 'bearer', padding: 'x'.repeat(n) })
      return () => relying.processClientCredentialsResponse(as, client, respond(200, body))
    },
  ],
  'token response nested 200,000 deep': [
    50_000,
    async (n) => {
      const body = `{"access_token":"a","token_type":"bearer","x":${'['.repeat(n)}${']'.repeat(n)}}`
      return () => relying.processClientCredentialsResponse(as, client, respond(200, body))
    },
  ],
  'error body of 8 MB': [
    2 * 1024 * 1024,
    async (n) => {
      const body = JSON.stringify({ error: 'invalid_grant', error_description: 'x'.repeat(n) })
      return () => relying.processClientCredentialsResponse(as, client, respond(400, body))
    },
  ],
  '100,000 challenges': [25_000, (n) => challenge(Array.from({ length: n }, (_, i) => `S${i} k="v"`).join(', '))],
  'a challenge with 100,000 parameters': [
    25_000,
    (n) => challenge(`S ${Array.from({ length: n }, (_, i) => `k${i}="v"`).join(', ')}`),
  ],
  '100,000 commas in a challenge': [25_000, (n) => challenge(`S k="v"${' ,'.repeat(n)}!`)],
  '100,000 spaces in a challenge': [25_000, (n) => challenge(`S${' '.repeat(n)}!`)],
  'an open quoted string of 100,000 escapes': [25_000, (n) => challenge(`S k="${'\\"'.repeat(n)}`)],
  'a token68 of 400,000 characters': [100_000, (n) => challenge(`S ${'a'.repeat(n)}${'='.repeat(n)}!`)],
  'authorization response with 100,000 parameters': [
    25_000,
    async (n) => {
      const parameters = new URLSearchParams(Array.from({ length: n }, (_, i) => [`p${i}`, 'v']))
      parameters.set('code', 'c')
      return async () => relying.validateAuthResponse(as, client, parameters)
    },
  ],
  'JWK Set of 20,000 keys': [
    5_000,
    async (n) => {
      const many = { keys: Array.from({ length: n }, (_, i) => ({ ...key.jwks.keys[0], kid: `k${i}` })) }
      const id_token = await key.sign(idTokenClaims())
      return async () => {
        const response = respond(200, { access_token: 'a', token_type: 'bearer', id_token })
        const party = { ...as }
        await relying.processAuthorizationCodeResponse(party, client, response, {
          expectedNonce: idTokenClaims().nonce,
        })
        await relying.validateApplicationLevelSignature(party, response, {
          [relying.customFetch]: async () => respond(200, many),
        })
      }
    },
  ],
  'audience of 100,000 entries': [
    25_000,
    async (n) => {
      const aud = [...Array.from({ length: n }, (_, i) => `https://rs-${i}.example.com`), clientId]
      const id_token = await key.sign({ ...idTokenClaims(), aud, azp: clientId })
      const body = JSON.stringify({ access_token: 'a', token_type: 'bearer', id_token })
      return () =>
        relying.processAuthorizationCodeResponse(as, client, respond(200, body), {
          expectedNonce: idTokenClaims().nonce,
        })
    },
  ],
  'discovery document of 8 MB': [
    2 * 1024 * 1024,
    async (n) => {
      const body = JSON.stringify({ ...server, padding: 'x'.repeat(n) })
      return () => relying.processDiscoveryResponse(new URL(issuer), respond(200, body))
    },
  ],
  'content type of 64 kB': [
    16 * 1024,
    async (n) => {
      const type = `application/json${' '.repeat(n)}; ${'a'.repeat(n)}`
      return () => relying.processClientCredentialsResponse(as, client, respond(200, '{}', type))
    },
  ],
}

function challenge(value) {
  const response = new Response(null, { status: 401 })
  // `Headers` would refuse or trim some of these; a custom fetch need not
  Object.defineProperty(response, 'headers', { value: { get: (name) => (name === 'www-authenticate' ? value : null) } })
  const fetchAnswer = { [relying.customFetch]: async () => response }
  return () => relying.protectedResourceRequest('t', 'GET', new URL(audience), undefined, undefined, fetchAnswer)
}

/** The shortest of several times, which is the least disturbed. */
async function milliseconds(operation) {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < 9; i++) {
    const start = performance.now()
    await refused(operation())
    best = Math.min(best, performance.now() - start)
    if (i >= 2 && best > 300) break // long enough to tell it from noise
  }
  return best
}

const report = {}
let missed = 0
for (const [name, [size, prepare]] of Object.entries(inputs)) {
  if (!new RegExp(options.only, 'i').test(name)) continue
  const times = []
  for (const factor of [1, 2, 4]) {
    times.push(await milliseconds(await prepare(size * factor)))
    if (times.at(-1) > 2000) break // four times as much would not end
  }
  // below a tenth of a millisecond the clock and the collector decide, not the input
  const growth = times.length === 3 ? times[2] / Math.max(times[0], 0.1) : Number.POSITIVE_INFINITY
  const linear = growth <= MOST
  if (!linear) missed++
  report[name] = { size, times, growth }
  const cells = times.map((time) => `${time.toFixed(2)} ms`.padStart(12)).join('')
  console.log(
    `  ${name.padEnd(48)}${cells}   4n/n ${growth.toFixed(1).padStart(5)}  ${linear ? 'linear' : 'NOT LINEAR'}`,
  )
}

if (new RegExp(options.only, 'i').test('RSA modulus')) {
  const time = await wideModulus()
  report['RSA modulus of 16,384 bits'] = { times: [time] }
  if (time > 100) missed++
  console.log(
    `  ${'RSA modulus of 16,384 bits, one verification'.padEnd(48)}${`${time.toFixed(2)} ms`.padStart(12)}   ${time > 100 ? 'TOO LONG' : 'bounded'}`,
  )
}
if (options.json) writeFigures(options.json, report)
console.log(`hostile sizes: ${Object.keys(report).length - missed} passed, ${missed} failed`)
process.exitCode = missed || Object.keys(report).length === 0 ? 1 : 0

/** A key whose owner chose a huge modulus: one check must not hold the event loop for long. */
async function wideModulus() {
  const n = Buffer.alloc(2048, 0xff).toString('base64url')
  const jwks = { keys: [{ kty: 'RSA', kid: 'RS256-1', alg: 'RS256', use: 'sig', e: 'AQAB', n }] }
  const header = Buffer.from('{"alg":"RS256","kid":"RS256-1"}').toString('base64url')
  const payload = Buffer.from(JSON.stringify(idTokenClaims())).toString('base64url')
  const id_token = `${header}.${payload}.${Buffer.alloc(2048, 1).toString('base64url')}`
  const party = { ...server }
  const fetchKeys = { [relying.customFetch]: async () => respond(200, jwks) }
  return milliseconds(async () => {
    const response = respond(200, { access_token: 'a', token_type: 'bearer', id_token })
    await relying.processAuthorizationCodeResponse(party, client, response, { expectedNonce: idTokenClaims().nonce })
    await relying.validateApplicationLevelSignature(party, response, fetchKeys)
  })
}
