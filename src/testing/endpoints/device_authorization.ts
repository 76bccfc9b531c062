import { randomString } from '../../platform/random.ts'
import { type Answer, json } from '../answer.ts'
import { authorizationDetailsIn } from '../authorization_details.ts'
import { authenticateClient } from '../client_authentication.ts'
import { assertGrantType, formOf, type Incoming } from '../incoming.ts'
import { resourcesIn } from '../resource_indicators.ts'
import type { ServerState } from '../state.ts'

// rfc8628 3.1, 3.2
export async function deviceAuthorization(state: ServerState, incoming: Incoming): Promise<Answer> {
  const form = formOf(incoming)
  const client = await authenticateClient(state, incoming, form)
  assertGrantType(client, 'urn:ietf:params:oauth:grant-type:device_code')
  const now = state.clock.now()
  const id = randomString()
  // rfc8628 6.1: short, with letters that are easy to tell apart
  const letters = [...randomString()].map((letter) => 'BCDFGHJKLMNPQRSTVWXZ'[letter.charCodeAt(0) % 20])
  const userCode = `${letters.slice(0, 4).join('')}-${letters.slice(4, 8).join('')}`
  state.pending.set(id, {
    id,
    userCode,
    grant: {
      client,
      scope: form.get('scope') ?? '',
      resources: resourcesIn(form),
      ...authorizationDetailsIn(form),
    },
    decision: 'pending',
    expiresAt: now + 600,
    interval: 5,
    lastPoll: Number.NEGATIVE_INFINITY,
  })
  const verificationUri = `${state.metadata.issuer}/device`
  return json({
    device_code: id,
    user_code: userCode,
    verification_uri: verificationUri,
    verification_uri_complete: `${verificationUri}?user_code=${userCode}`,
    expires_in: 600,
    interval: 5,
  })
}
