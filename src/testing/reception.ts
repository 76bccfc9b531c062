/**
 * Where requests arrive, are recorded and answered.
 *
 * @module
 */
import { invalidValue } from '../errors/assertions.ts'
import { isPlatformObject } from '../platform/platform_object.ts'
import { type Answer, json, refusalAnswer, text } from './answer.ts'
import { type Decision, type FrontChannelResponse, frontChannelAnswer, respond } from './endpoints/authorization.ts'
import { backchannelAuthentication } from './endpoints/backchannel_authentication.ts'
import { deviceAuthorization } from './endpoints/device_authorization.ts'
import { introspection, revocation } from './endpoints/introspection.ts'
import { discovery, jwks, resourceMetadata } from './endpoints/metadata.ts'
import { pushedAuthorization } from './endpoints/pushed_authorization.ts'
import { registration } from './endpoints/registration.ts'
import { resource, userinfo } from './endpoints/resource.ts'
import { token } from './endpoints/token.ts'
import type { Incoming, TestCertificate } from './incoming.ts'
import type { AnswerDeviations } from './misbehaviour_names.ts'
import { addNonce } from './proof.ts'
import type { Exchange } from './record.ts'
import { Refusal } from './refusal.ts'
import { connect, deviate, insteadOf, responseOf } from './send_answer.ts'
import { endpointAt } from './server_metadata.ts'
import type { ServerState } from './state.ts'

/** What is sent in addition to the URL, as `fetch` takes it. */
export interface FetchInit {
  /** The HTTP method; `GET` when not set. */
  method?: string
  /** The headers. */
  headers?: Record<string, string> | [string, string][] | Headers
  /** The body. */
  body?: unknown
  /** Ends the request. */
  signal?: AbortSignal | null | undefined
  /** Redirects are never followed, whatever this says. */
  redirect?: string
  /** For bodies that are streams. */
  duplex?: string | undefined
}

type Handler = (state: ServerState, incoming: Incoming) => Promise<Answer>

const authorization: Handler = async (state, incoming) => frontChannelAnswer(await respond(state, incoming, {}))

// the allowed methods, unless all are, and the handler
const handlers: Readonly<Record<Incoming['endpoint'], [allow: string | undefined, handler: Handler]>> = {
  discovery: ['GET, HEAD', discovery],
  resource_metadata: ['GET, HEAD', resourceMetadata],
  jwks: ['GET, HEAD', jwks],
  authorization: ['GET, HEAD, POST', authorization],
  pushed_authorization: ['POST', pushedAuthorization],
  token: ['POST', token],
  userinfo: ['GET, HEAD, POST', userinfo],
  introspection: ['POST', introspection],
  revocation: ['POST', revocation],
  registration: ['POST', registration],
  device_authorization: ['POST', deviceAuthorization],
  backchannel_authentication: ['POST', backchannelAuthentication],
  resource: [undefined, resource],
}

export async function receive(
  state: ServerState,
  input: string | URL | Request,
  init: FetchInit = {},
  certificate?: TestCertificate,
): Promise<Response> {
  const request = await requestOf(input, init)
  const given = init.signal === undefined && isPlatformObject(input, 'Request') ? input.signal : init.signal
  const signal = given ?? undefined
  const incoming = await read(state, request, certificate)
  const { exchange, switches } = incoming
  await connect(switches.get('network') as AnswerDeviations['network'] | undefined, signal)
  const answer = insteadOf(incoming, switches) ?? (await handle(state, incoming))
  addNonce(state, incoming, answer)
  deviate(answer, switches)
  if (incoming.method !== 'HEAD') {
    return record(exchange, answer, switches, signal)
  }
  // rfc9110 9.3.2: the same answer without the content
  return new Response(null, record(exchange, { ...answer, body: null }, switches, signal))
}

// fetch: `init` takes precedence over the request, which may be one of another Fetch implementation
async function requestOf(input: string | URL | Request, init: FetchInit): Promise<Request> {
  if (!isPlatformObject(input, 'Request')) {
    return new Request(input, init as RequestInit)
  }
  const { url, method, headers } = input
  const { signal, ...more } = init
  const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined))
  const body = init.body ?? (await contentOf(input))
  return new Request(url, { method, headers, ...given, body } as RequestInit)
}

async function contentOf(request: Request): Promise<ArrayBuffer | null> {
  const content = await request.arrayBuffer()
  return content.byteLength > 0 ? content : null
}

/** What the browser does at the authorization endpoint. */
export async function receiveAuthorization(
  state: ServerState,
  url: string | URL,
  decision: Decision = {},
): Promise<FrontChannelResponse> {
  const incoming = await read(state, new Request(url), undefined)
  const { exchange, switches } = incoming
  if (exchange.endpoint !== 'authorization') {
    throw invalidValue('"url" must be one of the authorization endpoint')
  }
  try {
    const response = await respond(state, incoming, decision)
    record(exchange, frontChannelAnswer(response), switches)
    return response
  } catch (error) {
    if (error instanceof Refusal) {
      record(exchange, text('text/plain', error.message, 400), switches)
      throw invalidValue(`the browser is not sent back: ${error.error}, ${error.message}`, error)
    }
    throw error
  }
}

async function read(state: ServerState, request: Request, certificate: TestCertificate | undefined): Promise<Incoming> {
  const { method, headers } = request
  const url = new URL(request.url)
  const body = await request.text()
  const endpoint = endpointAt(url, state.metadata, state.resource)
  const exchange: Exchange = {
    endpoint: endpoint ?? 'unknown',
    request: { method, url: url.href, headers: Object.fromEntries(headers.entries()), body },
    touches: [],
    misbehaviour: [],
  }
  state.exchanges.push(exchange)
  const answers = endpoint && endpoint !== 'authorization'
  const switches: Map<string, unknown> = answers ? state.switches.at(endpoint, exchange) : new Map()
  return { endpoint: endpoint as Incoming['endpoint'], method, url, headers, body, certificate, exchange, switches }
}

async function handle(state: ServerState, incoming: Incoming): Promise<Answer> {
  const { exchange, method, endpoint } = incoming
  if (exchange.endpoint === 'unknown') {
    return json({ error: 'not_found' }, 404)
  }
  const [allow, handler] = handlers[endpoint]
  // rfc9110 15.5.6
  if (allow !== undefined && !allow.split(', ').includes(method)) {
    return refusalAnswer(new Refusal('invalid_request', 'the method is not allowed', 405, { allow }))
  }
  try {
    return await handler(state, incoming)
  } catch (error) {
    if (error instanceof Refusal) {
      return refusalAnswer(error)
    }
    throw error
  }
}

function record(
  exchange: Exchange,
  answer: Answer,
  switches: Map<string, unknown>,
  signal?: AbortSignal | null,
): Response {
  const { status, headers, body } = answer
  exchange.response = { status, headers: { ...headers }, body: structuredClone(body) }
  return responseOf(answer, switches, signal ?? undefined)
}
