// What every flow needs of the library under test.
import assert from 'node:assert/strict'
import { codeRequest, oauth, redeem } from '../independent_servers/flow.mjs'
import { trusting } from '../independent_servers/loopback.mjs'
import { REDIRECT_URI, SECRET } from './clients.mjs'
import { person } from './person.mjs'

export { flow, oauth, redeem, rejection, signedClaims } from '../independent_servers/flow.mjs'

export async function relyingParty(keycloak) {
  const http = { [oauth.customFetch]: keycloak.fetch }
  const issuer = new URL(keycloak.issuer)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
  return {
    keycloak,
    as,
    http,
    redirectUri: REDIRECT_URI,
    basic: oauth.ClientSecretBasic(SECRET),
    browser: person(keycloak),
    /** Options for a client that shows a certificate. */
    mtls: (pair) => ({ [oauth.customFetch]: trusting(keycloak.certificates, pair) }),
  }
}

/** The parameters of an authorization request and what must be remembered for its answer. */
export const authorizationRequest = ({ client_id }, extra) =>
  codeRequest({ client_id, redirect_uri: REDIRECT_URI, scope: 'openid', ...extra })

/** Sends the user to the authorization endpoint; resolves with the URL that the answer was sent to, or what was posted there. */
export async function authorize({ as, browser, keycloak }, parameters, answer) {
  const url = new URL(as.authorization_endpoint)
  url.search = new URLSearchParams(parameters)
  const end = await browser.walk(url, { origin: keycloak.origin, answer })
  if (end.url === undefined) throw new Error(`no redirect but ${end.status}: ${end.page}`)
  assert.equal(end.url.origin + end.url.pathname, REDIRECT_URI)
  return end.form ?? end.url
}

/** Signs in and redeems the code, all in the plain way. */
export async function signIn(party, client, { extra, ...rest } = {}) {
  const request = await authorizationRequest(client, extra)
  const url = await authorize(party, request.parameters)
  return redeem(party, client, oauth.validateAuthResponse(party.as, client, url, request.state), request, rest)
}
