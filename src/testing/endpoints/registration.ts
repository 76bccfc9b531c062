import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { randomString } from '../../platform/random.ts'
import { parseUrl } from '../../platform/url.ts'
import { type Answer, json } from '../answer.ts'
import { type ClientRegistration, storeClient, withoutKey } from '../clients.ts'
import { type Incoming, mediaTypeOf } from '../incoming.ts'
import { challenge, Refusal } from '../refusal.ts'
import type { ServerState } from '../state.ts'

// rfc7591 3
export async function registration(state: ServerState, incoming: Incoming): Promise<Answer> {
  const { initialAccessToken } = state
  if (initialAccessToken !== undefined && incoming.headers.get('authorization') !== `Bearer ${initialAccessToken}`) {
    throw challenge('Bearer', 'invalid_token', 'the initial access token is needed')
  }
  if (mediaTypeOf(incoming) !== 'application/json') {
    throw new Refusal('invalid_request', 'the body is to be JSON')
  }
  const { client_id: _, client_secret: __, ...metadata } = parse(incoming)
  const registration = { ...defaults, ...metadata }
  checkRedirectUris(registration)
  checkMetadata(state, registration)
  const client = storeClient(state.clients, { ...registration, client_id: randomString() } as ClientRegistration)
  const usesSecret = client.token_endpoint_auth_method?.startsWith('client_secret')
  const { client_secret, ...rest } = client
  return json({ ...rest, ...(usesSecret && { client_secret, client_secret_expires_at: 0 }) }, 201)
}

// rfc7591 2: the defaults for what a client leaves out
const defaults = {
  grant_types: ['authorization_code'],
  response_types: ['code'],
  token_endpoint_auth_method: 'client_secret_basic',
}

// rfc7591 2, 3.2.2, rfc6749 3.1.2: absolute, without a fragment, and required if the browser is redirected back
function checkRedirectUris({ redirect_uris = [], grant_types }: JsonObject): void {
  const areUris = isListOf(redirect_uris, (uri) => parseUrl(uri) !== undefined && !uri.includes('#'))
  const areNeeded = isListOf(grant_types, () => true) && grant_types.includes('authorization_code')
  if (!areUris || (areNeeded && redirect_uris.length === 0)) {
    throw new Refusal('invalid_redirect_uri', 'redirect_uris must be a list of URIs without fragments')
  }
}

// rfc7591 3.2.2: the server refuses what it does not support
function checkMetadata({ metadata, keys }: ServerState, registration: JsonObject): void {
  const supported = {
    // OpenID Connect registers `implicit` for an ID Token through the browser
    grant_types: [...(metadata.grant_types_supported as string[]), 'implicit'],
    response_types: metadata.response_types_supported as string[],
    token_endpoint_auth_method: metadata.token_endpoint_auth_methods_supported as string[],
    backchannel_token_delivery_mode: metadata.backchannel_token_delivery_modes_supported as string[],
  }
  const unfit = Object.entries(supported).find(([member, values]) => {
    const value = registration[member]
    const list = member.endsWith('_types') ? value : [value]
    return value !== undefined && !isListOf(list, (each) => values.includes(each))
  })
  const member = unfit?.[0] ?? withoutKey(registration as Partial<ClientRegistration>, keys.algorithms)
  if (member !== undefined) {
    throw new Refusal('invalid_client_metadata', `${member} is not supported`)
  }
  const { jwks } = registration
  const areKeys = isJsonObject(jwks) && Array.isArray(jwks.keys) && jwks.keys.every(isJsonObject)
  if (jwks !== undefined && (!areKeys || registration.jwks_uri !== undefined)) {
    throw new Refusal('invalid_client_metadata', 'jwks must be a JWK Set, and without jwks_uri')
  }
  const { backchannel_token_delivery_mode: mode, backchannel_client_notification_endpoint: endpoint } = registration
  // ciba 4
  if (mode !== undefined && mode !== 'poll' && parseUrl(endpoint)?.protocol !== 'https:') {
    throw new Refusal('invalid_client_metadata', 'ping and push need a notification endpoint by https')
  }
}

function isListOf(value: unknown, fits: (each: string) => boolean): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string' && fits(each))
}

function parse(incoming: Incoming): JsonObject {
  try {
    const value: unknown = JSON.parse(incoming.body)
    if (isJsonObject(value)) {
      return value
    }
  } catch {
    // refused below
  }
  throw new Refusal('invalid_client_metadata', 'the client metadata must be a JSON object')
}
