/**
 * npm run bench:soak -- [--operations N] [--only PATTERN] [--json FILE]
 *
 * Memory: a million operations, each with a key, a token or a party never seen before, must leave the heap at its size.
 * And what one waiting poll holds is compared with oauth4webapi.
 */
import { fork } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { parseArgs } from 'node:util'
import { jose, oauth4webapi, relying } from './contenders.mjs'
import { audience, clientId, clientSecret, issuer, issuerKey, json, now, server } from './fixtures.mjs'
import { writeFigures } from './write_figures.mjs'

const { values: options } = parseArgs({
  options: {
    operations: { type: 'string', default: '1000000' },
    only: { type: 'string', default: '' },
    story: { type: 'string' }, // tells a process which story is its own
    json: { type: 'string' },
    null: { type: 'boolean' },
  },
})

/** Bytes that may remain per operation, and bytes that the collector may leave however few operations there were. */
const GROWTH = 1
const NOISE = 400 * 1024
/** Heap of one waiting poll, as a ratio to oauth4webapi. */
const POLL = 0.8

const operations = Number(options.operations)
const client = { client_id: clientId }
const url = new URL(`${audience}/api/items`)

/** A new P-256 key, cheaper than a CryptoKeyPair from WebCrypto: what counts is that it was never seen before. */
const newJwk = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: { format: 'jwk' } }).privateKey

/** Each story: its share of the number of operations, and what starts it. */
const stories = {
  'PKCE challenges': { share: 1, start: async () => (n) => relying.calculatePKCECodeChallenge(`verifier-${n}`) },
  'random states': { share: 1, start: async () => async () => relying.generateRandomState() },
  'DPoP handles with new keys': { share: 0.25, start: newHandles },
  'DPoP proofs with new access tokens and nonces': { share: 0.5, start: newAccessTokens },
  'access tokens bound to new DPoP keys': { share: 0.05, start: newProofKeys },
  'token exchanges with new parties': { share: 0.5, start: newParties },
  'ID Token signatures of new issuers': { share: 0.5, start: newIssuers },
}

async function newHandles() {
  return async (n) => {
    const keyPair = await relying.generateKeyPair('ES256')
    const handle = relying.DPoP({}, keyPair)
    await handle.addProof(url, new Headers(), 'GET', `token-${n}`)
    await handle.calculateThumbprint()
  }
}

async function newAccessTokens() {
  const handle = relying.DPoP({}, await relying.generateKeyPair('ES256'))
  return async (n) => {
    const options = {
      DPoP: handle,
      [relying.customFetch]: async () => new Response(null, { headers: { 'dpop-nonce': `nonce-${n}` } }),
    }
    const resource = new URL(`https://rs-${n}.example.com/`)
    await relying.protectedResourceRequest(`token-${n}`, 'GET', resource, undefined, undefined, options)
  }
}

async function newProofKeys() {
  const key = await issuerKey('ES256')
  const as = { ...server }
  const options = { [relying.customFetch]: async () => json(200, key.jwks)() }
  return async () => {
    const { d, ...jwk } = newJwk()
    const claims = { iss: issuer, sub: 'u', aud: audience, client_id: clientId, jti: crypto.randomUUID() }
    const times = { iat: now(), exp: now() + 300 }
    const cnf = { jkt: await jose.calculateJwkThumbprint(jwk) }
    const token = await key.sign({ ...claims, ...times, cnf }, { typ: 'at+jwt' })
    const ath = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(token))).toString('base64url')
    const proof = await new jose.SignJWT({ htm: 'GET', htu: url.href, ath, jti: crypto.randomUUID(), iat: now() })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .sign(createPrivateKey({ key: { ...jwk, d }, format: 'jwk' }))
    const request = new Request(url, { headers: { authorization: `DPoP ${token}`, dpop: proof } })
    await relying.validateJwtAccessToken(as, request, audience, options)
  }
}

async function newParties() {
  const tokens = json(200, { access_token: 'a'.repeat(40), token_type: 'bearer', expires_in: 300 })
  const options = { [relying.customFetch]: async () => tokens() }
  return async (n) => {
    const as = { issuer: `https://as-${n}.example.com`, token_endpoint: `https://as-${n}.example.com/token` }
    const party = { client_id: `client-${n}` }
    const authentication = relying.ClientSecretBasic(`${clientSecret}-${n}`)
    const response = await relying.clientCredentialsGrantRequest(as, party, authentication, {}, options)
    await relying.processClientCredentialsResponse(as, party, response)
  }
}

async function newIssuers() {
  const key = await issuerKey('ES256')
  const options = { [relying.customFetch]: async () => json(200, key.jwks)() }
  const claims = { iss: issuer, sub: 'u', aud: clientId, iat: now(), exp: now() + 3600 }
  const id_token = await key.sign(claims)
  const respond = json(200, { access_token: 'a', token_type: 'bearer', id_token })
  return async () => {
    const as = { ...server, id_token_signing_alg_values_supported: ['ES256'] }
    const response = respond()
    await relying.processAuthorizationCodeResponse(as, client, response)
    await relying.validateApplicationLevelSignature(as, response, options)
  }
}

/** The heap after everything that can be released was released. */
async function settledHeap() {
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setTimeout(resolve, 400)) // pools that empty themselves after a second
    globalThis.gc()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Repeats an operation, with an occasional turn of the event loop so that finalizers run. */
async function repeat(operation, from, count) {
  for (let n = from; n < from + count; n++) {
    await operation(n)
    if (n % 64 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
}

async function growth({ share, start }) {
  const operation = await start()
  const count = Math.ceil(operations * share)
  // Fills everything that has a limit, so that only unlimited growth remains to be seen: V8's own tables take 45,000 to settle.
  const settle = Math.min(Math.max(Math.ceil(count / 2), 2_000), 50_000)
  await repeat(operation, 0, settle)
  const before = await settledHeap()
  await repeat(operation, settle, count)
  const after = await settledHeap()
  return { operations: count, bytes: after - before, perOperation: (after - before) / count }
}

/** The heap that one poll holds while many wait for a response at once. */
async function heapPerPoll(library) {
  const as = { ...server }
  const authentication = library.ClientSecretBasic(clientSecret)
  let answer
  const answered = new Promise((resolve) => {
    answer = resolve
  })
  const options = { [library.customFetch]: () => answered.then(() => new Response('{}', { status: 400 })) }
  const poll = () => library.backchannelAuthenticationGrantRequest(as, client, authentication, 'request-1', options)
  answer()
  await poll()
  const waiting = new Promise((resolve) => {
    answer = resolve
  })
  options[library.customFetch] = () => waiting
  const before = await settledHeap()
  const polls = Array.from({ length: 5000 }, poll)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const after = await settledHeap()
  answer(new Response('{}', { status: 400 }))
  await Promise.all(polls)
  return (after - before) / polls.length
}

const pollStory = 'heap per waiting poll'
const judge = (met) => (met ? 'met' : 'MISSED')

/** Plays one story in this process and reports the result. */
async function play(story) {
  if (story === pollStory) {
    const theirs = await heapPerPoll(oauth4webapi)
    const ours = await heapPerPoll(relying)
    const met = ours / theirs <= POLL
    const line = `${ours.toFixed(0)} bytes, oauth4webapi ${theirs.toFixed(0)}: ${(ours / theirs).toFixed(2)} <= ${POLL}`
    return { met, line, figures: { ours, oauth4webapi: theirs, ratio: ours / theirs } }
  }
  const figures = await growth(stories[story])
  const met = figures.bytes < Math.max(GROWTH * figures.operations, NOISE)
  const line = `${String(figures.operations).padStart(9)} operations  ${figures.perOperation.toFixed(3)} bytes each`
  return { met, line, figures }
}

/** Plays one story in a process of its own: what V8 keeps from one story would look like growth in the next. */
function playApart(story) {
  const own = ['--operations', options.operations, '--story', story, ...(options.null ? ['--null'] : [])]
  const child = fork(import.meta.filename, own, { execArgv: ['--expose-gc'] })
  return new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`${story}: the process ended with ${code}`)))
  })
}

if (options.story) {
  process.send(await play(options.story))
  process.exit()
}
const pattern = new RegExp(options.only, 'i')
const report = { runtime: `Node ${process.versions.node}`, growth: {}, poll: undefined }
for (const story of [...Object.keys(stories), pollStory].filter((name) => pattern.test(name))) {
  const { met, line, figures } = await playApart(story)
  console.log(`  ${story.padEnd(50)}${line.padEnd(44)}  ${judge(met)}`)
  if (!met) process.exitCode = 1
  if (story === pollStory) report.poll = figures
  else report.growth[story] = figures
}
if (options.json) writeFigures(options.json, report)
