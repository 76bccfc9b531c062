// What every flow needs from the library under test.
import {
  authorize,
  codeRequest,
  discovered,
  oauth,
  redeem as redeemWith,
  signIn as signInWith,
} from '../independent_servers/flow.mjs'
import { REDIRECT_URI, secretOf } from './clients.mjs'
import { person } from './person.mjs'

export { authorize, flow, oauth, rejection, signedClaims } from '../independent_servers/flow.mjs'

export async function relyingParty(spring) {
  return {
    ...(await discovered(spring)),
    spring,
    redirectUri: REDIRECT_URI,
    browser: person(spring),
  }
}

/** How a client of the table authenticates if a test is not about that. */
export const basic = ({ client_id }) => oauth.ClientSecretBasic(secretOf(client_id))

/** The parameters of an authorization request and the values to check the response with. */
export const authorizationRequest = ({ client_id }, extra) =>
  codeRequest({ client_id, redirect_uri: REDIRECT_URI, scope: 'openid', ...extra })

/** Redeems the code of a validated authorization response. */
export const redeem = (party, client, callback, request, options) =>
  redeemWith(party, client, callback, request, { auth: basic(client), ...options })

/** Signs in and redeems the code, without any options. */
export const signIn = (party, client, options) => signInWith(party, client, { auth: basic(client), ...options })

/** Deviation `certificate-and-challenge`. */
export async function signInWithCertificate(party, client, pair) {
  const request = await authorizationRequest(client)
  const { code_challenge, code_challenge_method, ...parameters } = request.parameters
  const url = await authorize(party, parameters)
  const callback = oauth.validateAuthResponse(party.as, client, url, request.state)
  const without = { ...request, verifier: oauth.nopkce }
  return redeem(party, client, callback, without, { auth: oauth.TlsClientAuth(), options: party.mtls(pair) })
}
