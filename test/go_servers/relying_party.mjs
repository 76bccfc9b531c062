// What every flow needs from the library under test.

import { browserOf } from '../independent_servers/browser.mjs'
import { codeRequest, discovered, flow, oauth } from '../independent_servers/flow.mjs'
import { REDIRECT_URI, SECRET } from './clients.mjs'

export { authorize, flow, oauth, redeem, rejection, signedClaims, signIn } from '../independent_servers/flow.mjs'

/** One of the two servers, as in its discovery document. */
export async function relyingParty(servers, name) {
  return {
    ...(await discovered(servers, `${servers.origin}/${name}`)),
    name,
    servers,
    browser: browserOf(servers, () => undefined), // neither server shows a page that needs input
    redirectUri: REDIRECT_URI,
    basic: oauth.ClientSecretBasic(SECRET),
    /** Registers a test whose title ends with the server's name. */
    flow: (title, run) => flow(`${title} (${name})`, run),
  }
}

/** The parameters of an authorization request and the values to check the response with. */
export const authorizationRequest = ({ client_id }, extra) =>
  codeRequest({ client_id, redirect_uri: REDIRECT_URI, scope: 'openid', ...extra })
