/**
 * What the server sends to the client's notification endpoint: pings and pushes, as requests that the test passes on.
 *
 * @see [CIBA Core 1.0, 10.2 and 10.3](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#ping_callback)
 * @module
 */
import type { JsonObject } from '../json/json.ts'
import { randomString } from '../platform/random.ts'
import { set } from './issue_jwt.ts'
import { missing, type NotificationDeviations } from './misbehaviour_names.ts'
import type { Exchange } from './record.ts'
import type { Pending, ServerState } from './state.ts'
import { halfHash, issueTokens } from './tokens.ts'

/** The notification that a decision leads to; `undefined` in poll mode, and for devices. */
export async function notificationOf(state: ServerState, pending: Pending): Promise<Request | undefined> {
  const mode = pending.grant.client.backchannel_token_delivery_mode
  if (pending.userCode !== undefined || (mode !== 'ping' && mode !== 'push')) {
    return undefined
  }
  // ciba 10.2: nothing is left to fetch
  if (mode === 'ping' && pending.decision === 'expired') {
    return undefined
  }
  const exchange: Exchange = {
    endpoint: 'client_notification',
    client_id: pending.grant.client.client_id,
    request: { method: '', url: '', headers: {}, body: '' },
    touches: [],
    misbehaviour: [],
  }
  state.exchanges.push(exchange)
  const body = mode === 'ping' ? { auth_req_id: pending.id } : await pushed(state, exchange, pending)
  const switches = state.switches.at(mode, exchange)
  const request = notification(pending, body, switches)
  exchange.request = {
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers.entries()),
    body: await request.clone().text(),
  }
  return request
}

async function pushed(state: ServerState, exchange: Exchange, pending: Pending): Promise<JsonObject> {
  const { id, grant, decision } = pending
  // ciba 12
  if (decision === 'denied') {
    return { auth_req_id: id, error: 'access_denied', error_description: 'the user said no' }
  }
  if (decision === 'expired') {
    return { auth_req_id: id, error: 'expired_token', error_description: 'the user decided too late' }
  }
  // ciba 10.3.1: the ID Token signs what comes with it
  const idTokenClaims = async ({ refresh_token }: JsonObject, alg: string) => ({
    'urn:openid:params:jwt:claim:auth_req_id': id,
    ...(typeof refresh_token === 'string' && {
      'urn:openid:params:jwt:claim:rt_hash': await halfHash(refresh_token, alg),
    }),
  })
  const tokens = await issueTokens(state, exchange, {
    grant,
    resources: grant.resources,
    binding: {},
    family: randomString(),
    idTokenClaims,
  })
  return { auth_req_id: id, ...tokens }
}

function notification(pending: Pending, members: JsonObject, switches: Map<string, unknown>): Request {
  const { method, content_type, authorization, body, ...changed } = Object.fromEntries(switches) as Partial<
    NotificationDeviations & Record<string, unknown>
  >
  for (const [name, value] of Object.entries(changed)) {
    set(members, name, value)
  }
  const headers = new Headers({ 'content-type': (content_type as string | undefined) ?? 'application/json' })
  if (authorization !== missing) {
    headers.set('authorization', (authorization as string | undefined) ?? `Bearer ${pending.notificationToken}`)
  }
  const endpoint = pending.grant.client.backchannel_client_notification_endpoint as string
  const verb = (method as string | undefined) ?? 'POST'
  const content = bodyOf(JSON.stringify(members), body as NotificationDeviations['body'] | undefined)
  // fetch: these have no body
  return new Request(endpoint, { method: verb, headers, body: /^(get|head)$/i.test(verb) ? null : content })
}

function bodyOf(text: string, deviation: NotificationDeviations['body'] | undefined): string {
  switch (deviation) {
    case 'empty':
      return ''
    case 'truncated':
      return text.slice(0, text.length / 2)
    case 'array':
      return `[${text}]`
    case 'html':
      return '<!doctype html><title>503</title>'
    default:
      return text
  }
}
