/**
 * npm run bench:sockets -- [--rounds N] [--requests N] [--only PATTERN] [--json FILE] [--null]
 *
 * Real connections to a server process on this machine: requests per second and client CPU per request at 1, 16 and 64
 * in flight. The contenders take turns within a round; ratios are paired per round.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Pool } from 'undici'
import { badgateway, isNullRun, oauth4webapi, openid, own, relying } from '../contenders.mjs'
import { clientId, clientSecret } from '../fixtures.mjs'
import { mainThreadSource, sample, spread } from '../measure.mjs'
import { writeFigures } from '../write_figures.mjs'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '11' },
    requests: { type: 'string', default: '400' },
    only: { type: 'string', default: '' },
    json: { type: 'string' },
    null: { type: 'boolean' },
  },
})

const CONCURRENCY = [1, 16, 64]

const server = fork(fileURLToPath(new URL('server.mjs', import.meta.url)), { execArgv: [] })
const port = await new Promise((resolve) => server.once('message', (message) => resolve(message.port)))
const origin = `http://127.0.0.1:${port}`
const client = { client_id: clientId }
const metadata = { issuer: origin, token_endpoint: `${origin}/token` }

/** Client credentials by private_key_jwt and DPoP. */
async function bound(library, transport) {
  const { privateKey } = await library.generateKeyPair('ES256')
  const DPoP = library.DPoP(client, await library.generateKeyPair('ES256'))
  return credentials(library, library.PrivateKeyJwt({ key: privateKey, kid: 'k1' }), { DPoP }, '/token', transport)
}

/** Client credentials by client_secret_basic, a bearer token. */
const basic = (library, transport) =>
  credentials(library, library.ClientSecretBasic(clientSecret), {}, '/bearer', transport)

function credentials(library, authentication, extra, path, transport) {
  const as = { issuer: origin, token_endpoint: origin + path }
  const requestOptions = { ...extra, [library.allowInsecureRequests]: true }
  if (transport) requestOptions[library.customFetch] = transport
  const parameters = { scope: 'api' }
  return async () => {
    const response = await library.clientCredentialsGrantRequest(as, client, authentication, parameters, requestOptions)
    await library.processClientCredentialsResponse(as, client, response)
  }
}

async function openidBound() {
  const { privateKey } = await openid.randomDPoPKeyPair('ES256')
  const config = new openid.Configuration(metadata, clientId, undefined, openid.PrivateKeyJwt(privateKey))
  openid.allowInsecureRequests(config)
  const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair('ES256'))
  return () => openid.clientCredentialsGrant(config, { scope: 'api' }, { DPoP })
}

function badgatewayBasic() {
  const peer = new badgateway.OAuth2Client({
    server: origin,
    clientId,
    clientSecret,
    tokenEndpoint: '/bearer',
    authenticationMethod: 'client_secret_basic',
  })
  return () => peer.clientCredentials({ scope: ['api'] })
}

const form = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8', accept: 'application/json' }

/** What the built-in fetch costs on its own. */
const bareFetch = async () => {
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'api' })
  await (await fetch(`${origin}/bearer`, { method: 'POST', headers: form, body, redirect: 'manual' })).json()
}

/** What undici's dispatcher costs on its own. */
function bareDispatch() {
  const pool = new Pool(origin, { connections: 64 })
  const request = { path: '/bearer', method: 'POST', headers: form, body: 'grant_type=client_credentials&scope=api' }
  return () =>
    new Promise((resolve, reject) => {
      let text = ''
      pool.dispatch(request, {
        onConnect() {},
        onHeaders: () => true,
        onData: (chunk) => {
          text += chunk
          return true
        },
        onComplete: () => resolve(JSON.parse(text)),
        onError: reject,
      })
    })
}

async function lanes() {
  const lean = isNullRun ? undefined : (await own('relying/undici')).undiciFetch({ connections: 64 })
  return {
    'private_key_jwt and DPoP': {
      oauth4webapi: await bound(oauth4webapi),
      relying: await bound(relying),
      ...(lean && {
        'relying, relying/undici': await bound(relying, lean),
        'oauth4webapi, relying/undici': await bound(oauth4webapi, lean),
      }),
      'openid-client': await openidBound(),
    },
    client_secret_basic: {
      oauth4webapi: basic(oauth4webapi),
      relying: basic(relying),
      ...(lean && { 'relying, relying/undici': basic(relying, lean) }),
      badgateway: badgatewayBasic(),
      'bare fetch': bareFetch,
      'bare dispatch': bareDispatch(),
    },
  }
}

/** @returns one figure per contender: requests per second, microseconds of main-thread and of total CPU per request */
async function compare(contenders, inFlight) {
  const taken = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  const entries = Object.entries(contenders)
  for (let round = -2; round < Number(options.rounds); round++) {
    const order = round % 2 ? [...entries].reverse() : entries
    for (const [name, operation] of order) {
      const requests = Math.max(Number(options.requests), inFlight * 8)
      const figures = await sample(operation, requests, inFlight, { turns: false })
      if (round >= 0) taken[name].push(figures)
    }
  }
  const ratio = (name, clock) =>
    spread(taken[name].map((figures, round) => figures[clock] / taken.oauth4webapi[round][clock]))
  return Object.fromEntries(
    Object.keys(contenders).map((name) => [
      name,
      {
        perSecond: spread(taken[name].map(({ wall }) => 1e6 / wall)),
        main: spread(taken[name].map(({ main }) => main)),
        total: spread(taken[name].map(({ total }) => total)),
        throughputRatio: spread(taken[name].map(({ wall }, round) => taken.oauth4webapi[round].wall / wall)),
        mainRatio: ratio(name, 'main'),
        totalRatio: ratio(name, 'total'),
      },
    ]),
  )
}

const GOALS = [
  ['private_key_jwt and DPoP', 64, 'relying', { throughput: 1.1, main: 0.9 }],
  ['private_key_jwt and DPoP', 16, 'relying, relying/undici', { throughput: 4, main: 0.22 }],
  // the same without two signatures that weigh more than the transport being judged
  ['client_secret_basic', 16, 'relying, relying/undici', { throughput: 4, main: 0.22 }],
]

const runtime = process.versions.bun ? `Bun ${process.versions.bun}` : `Node ${process.versions.node}`
console.log(`Real sockets on ${runtime}; main-thread CPU by ${mainThreadSource}; ${options.rounds} rounds`)
const results = []
for (const [story, contenders] of Object.entries(await lanes())) {
  if (!new RegExp(options.only, 'i').test(story)) continue
  for (const operation of Object.values(contenders)) await operation()
  for (const inFlight of CONCURRENCY) {
    const figures = await compare(contenders, inFlight)
    results.push({ story, inFlight, figures })
    print(story, inFlight, figures)
  }
}
const missed = goals()
if (options.json) writeFigures(options.json, { runtime, mainThreadSource, results })
server.disconnect()
process.exit(missed ? 1 : 0)

function print(story, inFlight, figures) {
  console.log(`\n${story}, ${inFlight} in flight`)
  const head = ['requests/s', 'ratio (quartiles)', 'main µs', 'ratio (quartiles)', 'total µs', 'ratio (quartiles)']
  console.log(`  ${'contender'.padEnd(30)}${head.map((title) => title.padStart(20)).join('')}`)
  const both = ({ median, q1, q3 }) => `${median.toFixed(2)} (${q1.toFixed(2)}–${q3.toFixed(2)})`
  for (const [name, { perSecond, main, total, throughputRatio, mainRatio, totalRatio }] of Object.entries(figures)) {
    const cells = [
      perSecond.median.toFixed(0),
      both(throughputRatio),
      main.median.toFixed(0),
      both(mainRatio),
      total.median.toFixed(0),
      both(totalRatio),
    ]
    console.log(`  ${name.padEnd(30)}${cells.map((cell) => cell.padStart(20)).join('')}`)
  }
}

function goals() {
  let missed = 0
  for (const [story, inFlight, name, { throughput, main }] of GOALS) {
    const figures = results.find((result) => result.story === story && result.inFlight === inFlight)?.figures[name]
    if (!figures) continue
    for (const [label, value, goal, met] of [
      ['throughput', figures.throughputRatio.median, `>= ${throughput}`, figures.throughputRatio.median >= throughput],
      ['main', figures.mainRatio.median, `<= ${main}`, figures.mainRatio.median <= main],
    ]) {
      if (!met) missed++
      console.log(
        `  ${name}, ${story}, ${inFlight} in flight: ${label} ${value.toFixed(2)} ${goal}  ${met ? 'met' : 'MISSED'}`,
      )
    }
  }
  return missed
}
