// The two requests of CIBA.

import * as oauth from 'relying'
import { as, type Party } from './server.ts'

export async function ask({ client, auth, http }: Party, more: Record<string, string> = {}) {
  const parameters = { scope: 'openid email', login_hint: 'alice', ...more }
  const response = await oauth.backchannelAuthenticationRequest(as, client, auth, parameters, http)
  return oauth.processBackchannelAuthenticationResponse(as, client, response)
}

/** One immediate poll, which this server allows. */
export async function poll({ client, auth, http }: Party, authReqId: string, options: oauth.DPoPRequestOptions = {}) {
  const request = { ...http, ...options }
  const response = await oauth.backchannelAuthenticationGrantRequest(as, client, auth, authReqId, request)
  return { response, tokens: await oauth.processBackchannelAuthenticationGrantResponse(as, client, response) }
}
