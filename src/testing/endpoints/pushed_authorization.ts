import { randomString } from '../../platform/random.ts'
import { type Answer, json } from '../answer.ts'
import { checkRequest, responseTarget, verifiedParameters } from '../authorization_request.ts'
import { authenticateClient } from '../client_authentication.ts'
import { formOf, type Incoming, required } from '../incoming.ts'
import { checkProof } from '../proof.ts'
import { Refusal } from '../refusal.ts'
import type { ServerState } from '../state.ts'

// rfc9126 2
export async function pushedAuthorization(state: ServerState, incoming: Incoming): Promise<Answer> {
  const form = formOf(incoming)
  const client = await authenticateClient(state, incoming, form)
  if (form.has('request_uri')) {
    throw new Refusal('invalid_request', 'request_uri cannot be pushed')
  }
  const parameters = new URLSearchParams(await verifiedParameters(state, client, form))
  // rfc6749 4.1.1: the client authentication does not replace it
  required(parameters, 'client_id')
  checkRequest(responseTarget(client, parameters))
  // rfc9449 10.1
  const jkt = await checkProof(state, incoming)
  if (jkt !== undefined) {
    if (parameters.has('dpop_jkt') && parameters.get('dpop_jkt') !== jkt) {
      throw new Refusal('invalid_dpop_proof', 'dpop_jkt is another key')
    }
    parameters.set('dpop_jkt', jkt)
  }
  const requestUri = `urn:ietf:params:oauth:request_uri:${randomString()}`
  state.pushedRequests.set(requestUri, { parameters, expiresAt: state.clock.now() + 60 })
  return json({ request_uri: requestUri, expires_in: 60 }, 201)
}
