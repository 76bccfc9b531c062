import { randomString } from '../../platform/random.ts'
import { type Answer, json } from '../answer.ts'
import { authorizationDetailsIn } from '../authorization_details.ts'
import { hasOpenidScope, parametersFrom, requestObjectClaims } from '../authorization_request.ts'
import { authenticateClient } from '../client_authentication.ts'
import type { RegisteredClient } from '../clients.ts'
import { assertGrantType, formOf, type Incoming } from '../incoming.ts'
import { Refusal } from '../refusal.ts'
import { resourcesIn } from '../resource_indicators.ts'
import type { Pending, ServerState } from '../state.ts'

/** Maximum lifetime of a request in seconds, whatever it asks for. */
const longest = 86_400

// ciba 7
export async function backchannelAuthentication(state: ServerState, incoming: Incoming): Promise<Answer> {
  const form = formOf(incoming)
  const client = await authenticateClient(state, incoming, form)
  // ciba 7.1
  if (client.token_endpoint_auth_method === 'none') {
    throw new Refusal('invalid_client', 'only for clients that authenticate', 401)
  }
  assertGrantType(client, 'urn:openid:params:grant-type:ciba')
  const parameters = await requestParameters(state, client, form)
  checkParameters(state, client, parameters)
  const now = state.clock.now()
  const expiresIn = Math.min(Number(parameters.get('requested_expiry') ?? 120), longest)
  const [acr] = parameters.get('acr_values')?.split(' ') ?? []
  const pending: Pending = {
    id: randomString(),
    grant: {
      client,
      scope: parameters.get('scope') as string,
      resources: resourcesIn(parameters),
      ...authorizationDetailsIn(parameters),
      ...(acr !== undefined && { acr }),
    },
    decision: 'pending',
    expiresAt: now + expiresIn,
    interval: 5,
    lastPoll: Number.NEGATIVE_INFINITY,
  }
  const token = parameters.get('client_notification_token')
  if (token !== null) {
    pending.notificationToken = token
  }
  state.pending.set(pending.id, pending)
  const polls = client.backchannel_token_delivery_mode !== 'push'
  // ciba 7.3: no interval for push
  return json({ auth_req_id: pending.id, expires_in: expiresIn, interval: polls ? pending.interval : undefined })
}

// ciba 7.1.1: all parameters are inside the JWT, and only the client authentication outside
async function requestParameters(
  state: ServerState,
  client: RegisteredClient,
  form: URLSearchParams,
): Promise<URLSearchParams> {
  const request = form.get('request')
  const member = 'backchannel_authentication_request_signing_alg'
  if (request === null) {
    if (client[member] !== undefined) {
      throw new Refusal('invalid_request', 'the client is registered for signed requests')
    }
    return form
  }
  const outside = ['request', 'client_id', 'client_secret', 'client_assertion', 'client_assertion_type']
  if ([...form.keys()].some((name) => !outside.includes(name))) {
    throw new Refusal('invalid_request', 'beside a signed request there are no other parameters')
  }
  const claims = await requestObjectClaims(state, client, request, 'invalid_request', member)
  for (const name of ['iat', 'nbf', 'jti']) {
    if (claims[name] === undefined) {
      throw new Refusal('invalid_request', `${name} is missing in the signed request`)
    }
  }
  return parametersFrom(claims)
}

function checkParameters(state: ServerState, client: RegisteredClient, parameters: URLSearchParams): void {
  // ciba 7.1
  if (!hasOpenidScope(parameters)) {
    throw new Refusal('invalid_scope', 'the scope openid is needed')
  }
  const hints = ['login_hint', 'login_hint_token', 'id_token_hint'].filter((name) => parameters.has(name))
  if (hints.length !== 1) {
    throw new Refusal('invalid_request', 'exactly one hint is needed')
  }
  const hint = parameters.get('id_token_hint')
  if (hint !== null && state.idTokens.get(hint)?.client !== client) {
    throw new Refusal('invalid_request', 'id_token_hint is no ID Token that the client got here')
  }
  const mode = client.backchannel_token_delivery_mode ?? 'poll'
  const token = parameters.get('client_notification_token') ?? ''
  if (mode !== 'poll' && !/^[\w.~+/-]{1,1024}=*$/.test(token)) {
    throw new Refusal('invalid_request', 'client_notification_token is needed for ping and push')
  }
  const expiry = parameters.get('requested_expiry')
  if (expiry !== null && !/^[1-9]\d*$/.test(expiry)) {
    throw new Refusal('invalid_request', 'requested_expiry must be a positive integer')
  }
}
