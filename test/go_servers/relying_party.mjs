// What every flow needs of the library under test.
import assert from 'node:assert/strict'
import { codeRequest, flow, oauth, redeem } from '../independent_servers/flow.mjs'
import { readForm } from '../independent_servers/form.mjs'
import { REDIRECT_URI, SECRET } from './clients.mjs'

export { flow, oauth, redeem, rejection, signedClaims } from '../independent_servers/flow.mjs'

/** One of the two servers, as its discovery document has it. */
export async function relyingParty(servers, name) {
  const http = { [oauth.customFetch]: servers.fetch }
  const issuer = new URL(`${servers.origin}/${name}`)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
  return {
    name,
    servers,
    as,
    http,
    redirectUri: REDIRECT_URI,
    basic: oauth.ClientSecretBasic(SECRET),
    /** Registers a test whose title ends with the server's name. */
    flow: (title, run) => flow(`${title} (${name})`, run),
  }
}

/** The parameters of an authorization request and what must be remembered for its answer. */
export const authorizationRequest = ({ client_id }, extra) =>
  codeRequest({ client_id, redirect_uri: REDIRECT_URI, scope: 'openid', ...extra })

/** Sends the user to the authorization endpoint; resolves with the URL that the answer was sent to, or what was posted there. */
export async function authorize({ as, servers }, parameters) {
  let at = new URL(as.authorization_endpoint)
  at.search = new URLSearchParams(parameters)
  for (let step = 0; step < 5; step++) {
    const response = await servers.fetch(at, { redirect: 'manual' })
    const page = await response.text()
    const location = response.headers.get('location')
    if (location === null) return posted(page, at, response.status)
    at = new URL(location, at)
    if (at.origin !== servers.origin) {
      assert.equal(at.origin + at.pathname, REDIRECT_URI)
      return at
    }
  }
  throw new Error('the redirects went on for ever')
}

function posted(page, at, status) {
  const form = readForm(page, at)
  if (form === undefined) throw new Error(`no redirect but ${status}: ${page}`)
  assert.equal(form.action.href, REDIRECT_URI)
  return new URLSearchParams(form.fields)
}

/** Signs in and redeems the code, all in the plain way. */
export async function signIn(party, client, { extra, ...rest } = {}) {
  const request = await authorizationRequest(client, extra)
  const url = await authorize(party, request.parameters)
  return redeem(party, client, oauth.validateAuthResponse(party.as, client, url, request.state), request, rest)
}
