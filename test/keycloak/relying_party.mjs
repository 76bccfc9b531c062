// The one place where the library under test is imported by the flows, and what every flow needs of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { REDIRECT_URI, SECRET } from './clients.mjs'
import { person } from './person.mjs'
import { trusting } from './server.mjs'

export { oauth }

export async function relyingParty(keycloak) {
  const http = { [oauth.customFetch]: keycloak.fetch }
  const issuer = new URL(keycloak.issuer)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
  return {
    keycloak,
    as,
    http,
    basic: oauth.ClientSecretBasic(SECRET),
    browser: person(keycloak),
    /** Options for a client that shows a certificate. */
    mtls: (pair) => ({ [oauth.customFetch]: trusting(keycloak.certificates, pair) }),
  }
}

/** A test that says on one line what it did. */
export function flow(title, run) {
  test(title, async (t) => {
    await run(t)
    console.log(`✔ ${title}`)
  })
}

/** The parameters of an authorization request and what must be remembered for its answer. */
export async function authorizationRequest(client, extra = {}) {
  const remembered = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
  }
  const parameters = {
    client_id: client.client_id,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: 'openid',
    state: remembered.state,
    nonce: remembered.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(remembered.verifier),
    code_challenge_method: 'S256',
    ...extra,
  }
  return { parameters, ...remembered }
}

/** Sends the user to the authorization endpoint; resolves with the URL that the answer was sent to, or what was posted there. */
export async function authorize({ as, browser, keycloak }, parameters, answer) {
  const url = new URL(as.authorization_endpoint)
  url.search = new URLSearchParams(parameters)
  const end = await browser.walk(url, { origin: keycloak.origin, answer })
  if (end.url === undefined) throw new Error(`no redirect but ${end.status}: ${end.page}`)
  assert.equal(end.url.origin + end.url.pathname, REDIRECT_URI)
  return end.form ?? end.url
}

/** Redeems the code of a validated authorization response. */
export async function redeem(party, client, callback, request, { auth = party.basic, options, processing } = {}) {
  const { as, http } = party
  const { verifier, nonce } = request
  const all = { ...http, ...options }
  const response = await oauth.authorizationCodeGrantRequest(as, client, auth, callback, REDIRECT_URI, verifier, all)
  const expectations = { expectedNonce: nonce, requireIdToken: true, ...processing }
  const result = await oauth.processAuthorizationCodeResponse(as, client, response, expectations)
  return { response, result }
}

/** Signs in and redeems the code, all in the plain way. */
export async function signIn(party, client, { extra, ...rest } = {}) {
  const request = await authorizationRequest(client, extra)
  const url = await authorize(party, request.parameters)
  return redeem(party, client, oauth.validateAuthResponse(party.as, client, url, request.state), request, rest)
}

/** Verifies the signature of the ID Token (or other JWT) of a processed response, and hands back its claims. */
export async function signedClaims(party, response, result) {
  await oauth.validateApplicationLevelSignature(party.as, response, party.http)
  return oauth.getValidatedIdTokenClaims(result)
}

/** The error that the promise rejects with; its members must be those expected. */
export async function rejection(promise, expected) {
  let error
  try {
    await promise
  } catch (thrown) {
    error = thrown
  }
  assert.ok(error, 'was expected to reject')
  for (const [name, value] of Object.entries(expected)) {
    assert.deepEqual(
      error[name],
      value,
      `${name} of ${error.name} ${error.code} ${error.error ?? ''} ${error.error_description ?? ''}`,
    )
  }
  return error
}
