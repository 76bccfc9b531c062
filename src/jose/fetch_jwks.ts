import { invalidData } from '../errors/assertions.ts'
import { INVALID_RESPONSE } from '../errors/codes.ts'
import { customFetch, type HttpRequestOptions } from '../http/options.ts'
import { enforcesHttps } from '../http/protocol.ts'
import { sortedHeaders } from '../http/request_headers.ts'
import { readJsonObject, unexpectedStatus } from '../http/response.ts'
import { assertResponse } from '../http/response_assertions.ts'
import { prepareHeaders, requestSignal, send } from '../http/send.ts'
import { isJsonObject } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import { endpointUrl } from '../metadata/endpoint.ts'
import { assertAuthorizationServer } from '../metadata/parties.ts'
import { platformFetch } from '../platform/fetch.ts'
import { abortable } from '../platform/timer.ts'
import type { JWKS } from './jwk.ts'

type Options = HttpRequestOptions<'GET'> | undefined

interface Flight {
  /** what is requested: URL and headers */
  asked: string
  /** the function that sends the request */
  fetch: unknown
  jwks: Promise<JWKS>
  signal: AbortSignal | undefined
}

const flights: WeakMap<AuthorizationServer, Set<Flight>> = new WeakMap()

/** Fetches a JWK Set. Callers that request the same set in the same way at the same time share one request. */
export async function fetchJwks(as: AuthorizationServer, options: Options): Promise<JWKS> {
  assertAuthorizationServer(as)
  // rfc8414 2/4, fapi1-advanced 8.9/1, jarm 2.4/p3, rfc8725 3.8/1: what the server itself published, over TLS
  const url = endpointUrl(as, 'jwks_uri', false, enforcesHttps(options))
  const headers = prepareHeaders(options?.headers)
  headers.accept = 'application/json, application/jwk-set+json'
  // obtained here, so that a function that makes it is called once per request
  const signal = requestSignal(url, options)
  // read directly, because a copy of the options would lose an inherited one
  const fetch = options?.[customFetch] || platformFetch()
  const asked = JSON.stringify([url.href, sortedHeaders(headers)])
  let underWay = flights.get(as)
  if (!underWay) {
    underWay = new Set()
    flights.set(as, underWay)
  }
  for (const flight of underWay) {
    if (flight.asked === asked && flight.fetch === fetch) {
      try {
        return await abortable(flight.jwks, signal)
      } catch (error) {
        // the caller that started the request aborted it, which does not concern the others
        if (flight.signal?.aborted && !signal?.aborted) {
          return fetchJwks(as, options)
        }
        // a request that somebody waited for in vain may never end: the next caller starts a new one
        underWay.delete(flight)
        throw error
      }
    }
  }
  const ask = async () => {
    const message = { body: undefined, headers, method: 'GET' }
    return processResponse(await send(url, message, { [customFetch]: fetch, signal }))
  }
  const flight: Flight = { asked, fetch, signal, jwks: abortable(ask(), signal) }
  underWay.add(flight)
  try {
    return await flight.jwks
  } finally {
    underWay.delete(flight)
  }
}

async function processResponse(response: Response): Promise<JWKS> {
  assertResponse(response)
  if (response.status !== 200) {
    throw unexpectedStatus(response)
  }
  const body = await readJsonObject(response, ['application/json', 'application/jwk-set+json'])
  // rfc7517 5/1, 5/3, 5.1/1: `keys` is an array of JWKs
  if (!Array.isArray(body.keys) || !body.keys.every(isJsonObject)) {
    throw invalidData('response "keys" must be an array of objects', INVALID_RESPONSE, { body })
  }
  return body as unknown as JWKS
}
