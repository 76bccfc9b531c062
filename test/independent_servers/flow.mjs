// The only place where the suites against independent servers import the library under test, and what all their flows
// need.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { trusting } from './loopback.mjs'

export { oauth }

/** A test that prints its result on one line. */
export function flow(title, run) {
  test(title, async (t) => {
    await run(t)
    console.log(`✔ ${title}`)
  })
}

/** What every relying party knows about its server: the metadata, and how to reach it. */
export async function discovered(server, issuer = server.origin) {
  const http = { [oauth.customFetch]: server.fetch }
  const url = new URL(issuer)
  const as = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, http))
  /** Options for a client with a certificate. */
  const mtls = (pair) => ({ [oauth.customFetch]: trusting(server.certificates, pair) })
  return { origin: server.origin, as, http, mtls }
}

/** The parameters of an authorization request in addition to those given, and the values to check the response with. */
export async function codeRequest(own) {
  const remembered = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
  }
  const parameters = {
    response_type: 'code',
    state: remembered.state,
    nonce: remembered.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(remembered.verifier),
    code_challenge_method: 'S256',
    ...own,
  }
  return { parameters, ...remembered }
}

/** Sends the user to the authorization endpoint. Resolves with the URL of the response, or what was posted there. */
export async function authorize({ as, browser, origin, redirectUri }, parameters, answer) {
  const url = new URL(as.authorization_endpoint)
  url.search = new URLSearchParams(parameters)
  const end = await browser.walk(url, { origin, answer })
  if (end.url === undefined) throw new Error(`no redirect but ${end.status}: ${end.page}`)
  assert.equal(end.url.origin + end.url.pathname, redirectUri)
  return end.form ?? end.url
}

/** Signs in and redeems the code, without any options. */
export async function signIn(party, client, { extra, ...rest } = {}) {
  const { client_id } = client
  const request = await codeRequest({ client_id, redirect_uri: party.redirectUri, scope: 'openid', ...extra })
  const answer = await authorize(party, request.parameters)
  return redeem(party, client, oauth.validateAuthResponse(party.as, client, answer, request.state), request, rest)
}

/** Redeems the code of a validated authorization response. */
export async function redeem(party, client, callback, request, { auth = party.basic, options, processing } = {}) {
  const { as, http, redirectUri } = party
  const { verifier, nonce } = request
  const all = { ...http, ...options }
  const response = await oauth.authorizationCodeGrantRequest(as, client, auth, callback, redirectUri, verifier, all)
  const expectations = { expectedNonce: nonce, requireIdToken: true, ...processing }
  const result = await oauth.processAuthorizationCodeResponse(as, client, response, expectations)
  return { response, result }
}

/** Verifies the signature of the ID Token (or other JWT) of a processed response, and returns its claims. */
export async function signedClaims(party, response, result) {
  await oauth.validateApplicationLevelSignature(party.as, response, party.http)
  return oauth.getValidatedIdTokenClaims(result)
}

/** Authenticates at all endpoints that require client authentication. */
export async function authenticateEverywhere({ as, http, redirectUri }, client, auth, options) {
  const all = { ...http, ...options }
  const { client_id } = client
  const { parameters } = await codeRequest({ client_id, redirect_uri: redirectUri, scope: 'openid' })
  const pushed = await oauth.pushedAuthorizationRequest(as, client, auth, parameters, all)
  assert.ok((await oauth.processPushedAuthorizationResponse(as, client, pushed)).request_uri)
  const started = await oauth.deviceAuthorizationRequest(as, client, auth, { scope: 'read' }, all)
  assert.ok((await oauth.processDeviceAuthorizationResponse(as, client, started)).device_code)
  const response = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, all)
  const { access_token } = await oauth.processClientCredentialsResponse(as, client, response)
  const introspected = await oauth.introspectionRequest(as, client, auth, access_token, all)
  assert.equal((await oauth.processIntrospectionResponse(as, client, introspected)).client_id, client_id)
  await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, auth, access_token, all))
}

/** The request that a resource receives when the client uses the library. */
export async function requestAt(resource, { access_token }, DPoP) {
  let request
  const options = {
    DPoP,
    [oauth.customFetch]: async (url, init) => {
      request = new Request(url, init)
      return new Response()
    },
  }
  await oauth.protectedResourceRequest(access_token, 'GET', new URL(resource), undefined, undefined, options)
  return request
}

/** Options that send the form of the first request again with each later one. */
export function replaying({ fetch }) {
  let sent
  return {
    [oauth.customFetch]: (url, init) => {
      sent ??= init.body.toString()
      return fetch(url, { ...init, body: sent })
    },
  }
}

/** The error that the promise rejects with. Its members must be as expected. */
export async function rejection(promise, expected) {
  let error
  try {
    await promise
  } catch (thrown) {
    error = thrown
  }
  assert.ok(error, 'was expected to reject')
  const seen = `of ${error.name} ${error.code} ${error.error ?? ''} ${error.error_description ?? ''}`
  for (const [name, value] of Object.entries(expected)) assert.deepEqual(error[name], value, `${name} ${seen}`)
  return error
}
