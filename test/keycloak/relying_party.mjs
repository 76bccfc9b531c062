// What every flow needs from the library under test.
import { codeRequest, discovered, oauth } from '../independent_servers/flow.mjs'
import { REDIRECT_URI, SECRET } from './clients.mjs'
import { person } from './person.mjs'

export { authorize, flow, oauth, redeem, rejection, signedClaims, signIn } from '../independent_servers/flow.mjs'

export async function relyingParty(keycloak) {
  return {
    ...(await discovered(keycloak, keycloak.issuer)),
    keycloak,
    redirectUri: REDIRECT_URI,
    basic: oauth.ClientSecretBasic(SECRET),
    browser: person(keycloak),
  }
}

/** The parameters of an authorization request and the values to check the response with. */
export const authorizationRequest = ({ client_id }, extra) =>
  codeRequest({ client_id, redirect_uri: REDIRECT_URI, scope: 'openid', ...extra })
