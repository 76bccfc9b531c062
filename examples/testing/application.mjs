// The part of an application that signs its users in. application.test.mjs tests it; it contains no code for that.

import * as oauth from 'relying'

/**
 * @param {object} configuration
 * @param {oauth.AuthorizationServer} configuration.as
 * @param {oauth.Client} configuration.client
 * @param {string} configuration.clientSecret
 * @param {string} configuration.redirectUri
 */
export function createApplication({ as, client, clientSecret, redirectUri }) {
  const clientAuthentication = oauth.ClientSecretBasic(clientSecret)

  return {
    /** The URL to send the browser to, and what to keep in the user's session meanwhile. */
    async begin() {
      const session = { codeVerifier: oauth.generateRandomCodeVerifier(), nonce: oauth.generateRandomNonce() }
      const url = new URL(as.authorization_endpoint)
      url.search = new URLSearchParams({
        client_id: client.client_id,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid',
        nonce: session.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(session.codeVerifier),
        code_challenge_method: 'S256',
      })
      return { url, session }
    },

    /** The user who came back. */
    async finish(url, { codeVerifier, nonce }) {
      const callback = oauth.validateAuthResponse(as, client, url)
      const response = await oauth.authorizationCodeGrantRequest(
        as,
        client,
        clientAuthentication,
        callback,
        redirectUri,
        codeVerifier,
      )
      const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, { expectedNonce: nonce })
      return oauth.getValidatedIdTokenClaims(tokens)
    },
  }
}
