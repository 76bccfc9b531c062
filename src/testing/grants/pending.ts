/**
 * The device grant and CIBA: polls for a decision that is made elsewhere.
 *
 * @module
 */
import type { JsonObject } from '../../json/json.ts'
import { randomString } from '../../platform/random.ts'
import type { RegisteredClient } from '../clients.ts'
import { type Incoming, required } from '../incoming.ts'
import { Refusal } from '../refusal.ts'
import { narrowedResources } from '../resource_indicators.ts'
import type { Binding, Pending, ServerState } from '../state.ts'
import { issueTokens } from '../tokens.ts'

// rfc8628 3.5
export async function redeemDeviceCode(
  state: ServerState,
  incoming: Incoming,
  client: RegisteredClient,
  form: URLSearchParams,
  binding: Binding,
): Promise<JsonObject> {
  return poll(state, incoming, find(state, client, required(form, 'device_code'), true), form, binding)
}

// ciba 10.1.1, 11
export async function redeemAuthReqId(
  state: ServerState,
  incoming: Incoming,
  client: RegisteredClient,
  form: URLSearchParams,
  binding: Binding,
): Promise<JsonObject> {
  if (client.backchannel_token_delivery_mode === 'push') {
    throw new Refusal('unauthorized_client', 'the client is registered for push')
  }
  return poll(state, incoming, find(state, client, required(form, 'auth_req_id'), false), form, binding)
}

// a device_code is not an auth_req_id
function find(state: ServerState, client: RegisteredClient, id: string, isDevice: boolean): Pending {
  const pending = state.pending.get(id)
  const isOther = (pending?.userCode !== undefined) !== isDevice
  if (!pending || isOther || pending.grant.client !== client || pending.decision === 'redeemed') {
    throw new Refusal('invalid_grant', 'the code is not known, or not of this client, or used')
  }
  return pending
}

async function poll(
  state: ServerState,
  { exchange }: Incoming,
  pending: Pending,
  form: URLSearchParams,
  binding: Binding,
): Promise<JsonObject> {
  const now = state.clock.now()
  if (pending.decision === 'expired' || pending.expiresAt <= now) {
    throw new Refusal('expired_token', 'the code is expired')
  }
  if (pending.decision === 'denied') {
    throw new Refusal('access_denied', 'the user said no')
  }
  const wait = pending.lastPoll + pending.interval - now
  pending.lastPoll = now
  if (pending.decision === 'pending') {
    if (wait > 0) {
      // rfc8628 3.5: five seconds more, for this poll and all that follow
      pending.interval += 5
      throw new Refusal('slow_down', 'polls are further apart')
    }
    throw new Refusal('authorization_pending', 'the user has not decided')
  }
  const { grant } = pending
  const resources = narrowedResources(grant, form)
  pending.decision = 'redeemed'
  return issueTokens(state, exchange, { grant, resources, binding, family: randomString() })
}
