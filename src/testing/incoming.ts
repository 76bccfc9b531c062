import type { RegisteredClient } from './clients.ts'
import type { AnswerPlace } from './misbehaviour_names.ts'
import type { Exchange } from './record.ts'
import { Refusal } from './refusal.ts'

/** What the server checks of a connection's client certificate (RFC 8705). */
export interface TestCertificate {
  /** The SHA-256 thumbprint of the certificate, base64url. */
  'x5t#S256': string
  /** The subject, as it is registered. */
  subject_dn?: string
}

/** A request that arrived. */
export interface Incoming {
  endpoint: AnswerPlace | 'authorization'
  method: string
  url: URL
  headers: Headers
  body: string
  certificate: TestCertificate | undefined
  exchange: Exchange
  /** the misbehaviours of the answer */
  switches: Map<string, unknown>
}

/** The parameters of a form. */
export function formOf(incoming: Incoming): URLSearchParams {
  if (mediaTypeOf(incoming) !== 'application/x-www-form-urlencoded') {
    throw new Refusal('invalid_request', 'the body is to be a form')
  }
  return parametersOf(incoming.body)
}

/** The media type of the body, without its parameters. */
export function mediaTypeOf({ headers }: Incoming): string | undefined {
  return headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
}

/** The parameters of a form or a query: rfc6749 3.1, 3.2. */
export function parametersOf(text: string): URLSearchParams {
  // a parameter without a value counts as missing
  const parameters = new URLSearchParams([...new URLSearchParams(text)].filter(([, value]) => value !== ''))
  // none may be repeated, except those of rfc8707
  for (const name of new Set(parameters.keys())) {
    if (parameters.getAll(name).length > 1 && !['resource', 'audience'].includes(name)) {
      throw new Refusal('invalid_request', `${name} is repeated`)
    }
  }
  return parameters
}

/** The value of a required parameter. */
export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name)
  if (!value) {
    throw new Refusal('invalid_request', `${name} is missing`)
  }
  return value
}

/** The value of a parameter that carries JSON; `undefined` if it is not JSON. */
export function jsonParameter(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The client must be allowed to use the grant. */
export function assertGrantType(client: RegisteredClient, grantType: string): void {
  if (client.grant_types && !client.grant_types.includes(grantType)) {
    throw new Refusal('unauthorized_client', 'the client is not registered for this grant')
  }
}
