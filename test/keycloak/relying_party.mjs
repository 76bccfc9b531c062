// What every flow needs of the library under test.
import { codeRequest, oauth } from '../independent_servers/flow.mjs'
import { trusting } from '../independent_servers/loopback.mjs'
import { REDIRECT_URI, SECRET } from './clients.mjs'
import { person } from './person.mjs'

export { authorize, flow, oauth, redeem, rejection, signedClaims, signIn } from '../independent_servers/flow.mjs'

export async function relyingParty(keycloak) {
  const http = { [oauth.customFetch]: keycloak.fetch }
  const issuer = new URL(keycloak.issuer)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
  return {
    keycloak,
    origin: keycloak.origin,
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
