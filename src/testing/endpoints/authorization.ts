/**
 * The authorization endpoint: the user decides at once, and the browser is redirected back.
 *
 * @see [RFC 6749, 4.1 - Authorization Code Grant](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1)
 * @module
 */
import { randomString } from '../../platform/random.ts'
import { type Answer, redirect, text } from '../answer.ts'
import { signIn } from '../authentication_request.ts'
import { authorizationDetailsIn } from '../authorization_details.ts'
import {
  type AuthorizationRequest,
  checkRequest,
  effectiveParameters,
  type ResponseTarget,
  responseTarget,
} from '../authorization_request.ts'
import { formOf, type Incoming, parametersOf, required } from '../incoming.ts'
import { issueJwt } from '../issue_jwt.ts'
import { missing } from '../misbehaviour_names.ts'
import { Refusal } from '../refusal.ts'
import { resourcesIn } from '../resource_indicators.ts'
import type { Grant, ServerState, User } from '../state.ts'
import { halfHash, issueIdToken, lifetime } from '../tokens.ts'

/** What the user does with a request. */
export interface Decision {
  /** Who the user is; the server's user when not set. */
  user?: User
  /**
   * When the user signed in, in seconds since the epoch by the server's clock, if that was for an earlier request; now when not set. If
   * `prompt` or `max_age` does not allow that, the user signs in again.
   */
  signedInAt?: number
  /** The error to respond with instead, for example `access_denied`. */
  error?: string
}

/** A response on its way through the browser. */
export interface FrontChannelResponse extends Pick<AuthorizationRequest, 'redirectUri' | 'responseMode'> {
  parameters: URLSearchParams
}

type Parameters = Record<string, string | string[] | undefined>
type Switches = Map<string, unknown>

export async function respond(
  state: ServerState,
  incoming: Incoming,
  decision: Decision,
): Promise<FrontChannelResponse> {
  const query = incoming.method === 'POST' ? formOf(incoming) : parametersOf(incoming.url.search)
  const client = state.clients.get(required(query, 'client_id'))
  if (!client) {
    throw new Refusal('invalid_client', 'the client is not known')
  }
  incoming.exchange.client_id = client.client_id
  const target = responseTarget(client, await effectiveParameters(state, client, query))
  const switches = state.switches.at('authorization_response', incoming.exchange)
  let parameters: Parameters
  try {
    const request = checkRequest(target)
    if (decision.error !== undefined) {
      throw new Refusal(decision.error, 'the user said no')
    }
    parameters = await success(state, incoming, request, decision, switches)
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error
    }
    parameters = { error: error.error, error_description: error.message }
  }
  parameters.state = target.parameters.get('state') ?? undefined
  return { ...target, parameters: await encode(state, incoming, target, parameters, switches) }
}

async function success(
  state: ServerState,
  incoming: Incoming,
  request: AuthorizationRequest,
  { user = state.user, signedInAt }: Decision,
  switches: Switches,
): Promise<Parameters> {
  const { parameters, responseType } = request
  const challenge = parameters.get('code_challenge') ?? undefined
  const grant: Grant = {
    client: request.client,
    user,
    scope: parameters.get('scope') ?? '',
    resources: resourcesIn(parameters),
    ...signIn(state, request, user, signedInAt),
    ...(parameters.has('nonce') && { nonce: parameters.get('nonce') as string }),
    ...authorizationDetailsIn(parameters),
  }
  const code = storeCode(state, request, grant, challenge)
  const result: Parameters = { code }
  if (responseType === 'code id_token') {
    const received = parameters.get('state')
    const mixUp = switches.get('mix_up') as string | undefined
    result.id_token = await issueIdToken(state, incoming.exchange, grant, async (alg) => ({
      c_hash: await halfHash(code, alg),
      ...(received !== null && { s_hash: await halfHash(received, alg) }),
      ...(mixUp !== undefined && { iss: mixUp }),
    }))
  }
  if (switches.has('injected_code')) {
    // if the client sends nonces, that sign-in had another one
    const other = { ...grant, user: { sub: 'mallory' }, ...(grant.nonce && { nonce: randomString() }) }
    result.code = storeCode(state, request, other, challenge && randomString())
  }
  return result
}

function storeCode(
  state: ServerState,
  { parameters, redirectUri }: AuthorizationRequest,
  grant: Grant,
  codeChallenge: string | undefined,
): string {
  const code = randomString()
  state.codes.set(code, {
    grant,
    redirectUri,
    isRedirectUriNamed: parameters.has('redirect_uri'),
    codeChallenge,
    dpopJkt: parameters.get('dpop_jkt') ?? undefined,
    expiresAt: state.clock.now() + 60,
    family: randomString(),
    used: false,
  })
  return code
}

/** The parameters as they are sent: plain, or as one JWT (JARM), with their misbehaviours. */
async function encode(
  state: ServerState,
  { exchange }: Incoming,
  { client, jarm }: ResponseTarget,
  parameters: Parameters,
  switches: Switches,
): Promise<URLSearchParams> {
  const mixUp = switches.get('mix_up') as string | undefined
  const { issuer } = state.metadata
  if (mixUp !== undefined) {
    parameters.code = randomString()
  }
  // rfc9207 2
  if (state.metadata.authorization_response_iss_parameter_supported === true) {
    parameters.iss = mixUp ?? issuer
  }
  for (const [name, value] of switches) {
    if (name !== 'mix_up' && name !== 'injected_code') {
      parameters[name] = value === missing ? undefined : (value as string | string[])
    }
  }
  const result: Parameters = jarm
    ? {
        response: await issueJwt(state, exchange, {
          place: 'jarm',
          client,
          alg: client.authorization_signed_response_alg,
          header: {},
          claims: { ...parameters, iss: mixUp ?? issuer, aud: client.client_id, exp: state.clock.now() + lifetime },
        }),
      }
    : parameters
  if (switches.has('response')) {
    const response = switches.get('response')
    result.response = response === missing ? undefined : (response as string | string[])
  }
  const entries = Object.entries(result).flatMap(([name, value]) => [value].flat().map((each) => [name, each]))
  return new URLSearchParams(entries.filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** The response as an answer of the endpoint: a redirect, or a form that submits itself. */
export function frontChannelAnswer({ redirectUri, responseMode, parameters }: FrontChannelResponse): Answer {
  if (responseMode === 'form_post') {
    const inputs = [...parameters].map(
      ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
    )
    const form = `<form method="post" action="${escapeHtml(redirectUri)}">${inputs.join('')}</form>`
    return text('text/html', `<body onload="document.forms[0].submit()">${form}</body>`)
  }
  return redirect(responseUrl({ redirectUri, responseMode, parameters }).href)
}

export function responseUrl({ redirectUri, responseMode, parameters }: FrontChannelResponse): URL {
  const url = new URL(redirectUri)
  if (responseMode === 'fragment') {
    url.hash = parameters.toString()
  } else {
    for (const [name, value] of parameters) {
      url.searchParams.append(name, value)
    }
  }
  return url
}

function escapeHtml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
