// What every flow needs of the library under test.
import assert from 'node:assert/strict'
import { codeRequest, oauth, redeem as redeemWith } from '../independent_servers/flow.mjs'
import { trusting } from '../independent_servers/loopback.mjs'
import { REDIRECT_URI, secretOf } from './clients.mjs'
import { person } from './person.mjs'

export { flow, oauth, rejection, signedClaims } from '../independent_servers/flow.mjs'

export async function relyingParty(spring) {
  const http = { [oauth.customFetch]: spring.fetch }
  const issuer = new URL(spring.origin)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
  return {
    spring,
    as,
    http,
    redirectUri: REDIRECT_URI,
    browser: person(spring),
    /** Options for a client that shows a certificate. */
    mtls: (pair) => ({ [oauth.customFetch]: trusting(spring.certificates, pair) }),
  }
}

/** How a client of the table authenticates where a test is not about that. */
export const basic = ({ client_id }) => oauth.ClientSecretBasic(secretOf(client_id))

/** The parameters of an authorization request and what must be remembered for its answer. */
export const authorizationRequest = ({ client_id }, extra) =>
  codeRequest({ client_id, redirect_uri: REDIRECT_URI, scope: 'openid', ...extra })

/** Sends the user to the authorization endpoint; resolves with the URL that the answer was sent to. */
export async function authorize({ as, browser, spring }, parameters, answer) {
  const url = new URL(as.authorization_endpoint)
  url.search = new URLSearchParams(parameters)
  const end = await browser.walk(url, { origin: spring.origin, answer })
  if (end.url === undefined) throw new Error(`no redirect but ${end.status}: ${end.page}`)
  assert.equal(end.url.origin + end.url.pathname, REDIRECT_URI)
  return end.url
}

/** Redeems the code of a validated authorization response. */
export const redeem = (party, client, callback, request, options) =>
  redeemWith(party, client, callback, request, { auth: basic(client), ...options })

/** Signs in and redeems the code, all in the plain way. */
export async function signIn(party, client, { extra, ...rest } = {}) {
  const request = await authorizationRequest(client, extra)
  const url = await authorize(party, request.parameters)
  return redeem(party, client, oauth.validateAuthResponse(party.as, client, url, request.state), request, rest)
}

/** Deviation `certificate-and-challenge`. */
export async function signInWithCertificate(party, client, pair) {
  const request = await authorizationRequest(client)
  const { code_challenge, code_challenge_method, ...parameters } = request.parameters
  const url = await authorize(party, parameters)
  const callback = oauth.validateAuthResponse(party.as, client, url, request.state)
  const without = { ...request, verifier: oauth.nopkce }
  return redeem(party, client, callback, without, { auth: oauth.TlsClientAuth(), options: party.mtls(pair) })
}
