// The authorization code flow in two halves, for tests that are about something else.

import * as oauth from 'relying'
import { REDIRECT_URI } from './clients.ts'
import { as, type Party } from './server.ts'
import { authorize } from './user_agent.ts'

export interface Code {
  callback: URLSearchParams
  codeVerifier: string
}

/** The other parameters of an authorization request, and the values to check the response with. */
export async function authorizationParameters(parameters: Record<string, string> = {}) {
  const codeVerifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const all: Record<string, string> = {
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    state,
    ...parameters,
  }
  return { parameters: all, codeVerifier, state }
}

export async function obtainCode({ client }: Party, parameters: Record<string, string> = {}): Promise<Code> {
  const request = await authorizationParameters(parameters)
  const { url } = await authorize(as, client, request.parameters)
  return { callback: oauth.validateAuthResponse(as, client, url, request.state), codeVerifier: request.codeVerifier }
}

export async function redeemCode(
  { client, auth, http }: Party,
  { callback, codeVerifier }: Code,
  { DPoP, ...checks }: oauth.DPoPRequestOptions & oauth.ProcessAuthorizationCodeResponseOptions = {},
) {
  const options = DPoP ? { ...http, DPoP } : http
  return withNonce(async () => {
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      auth,
      callback,
      REDIRECT_URI,
      codeVerifier,
      options,
    )
    return { response, tokens: await oauth.processAuthorizationCodeResponse(as, client, response, checks) }
  })
}

/** Repeats a request if the server requires a DPoP nonce. The handle has it from the refusal. */
export async function withNonce<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request()
  } catch (err) {
    if (!oauth.isDPoPNonceError(err)) throw err
    return request()
  }
}
