import type { RegisteredClient } from './clients.ts'
import type { AnswerPlace } from './misbehaviour_names.ts'
import type { Exchange } from './record.ts'
import { Refusal } from './refusal.ts'

/** The client certificate of a connection, as far as the server looks at it (RFC 8705). */
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
  /** what goes wrong with the answer */
  switches: Map<string, unknown>
}

/** The parameters of a form. */
export function formOf(incoming: Incoming): URLSearchParams {
  const mediaType = incoming.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (incoming.method !== 'POST' || mediaType !== 'application/x-www-form-urlencoded') {
    throw new Refusal('invalid_request', 'a form is to be sent by POST')
  }
  const form = new URLSearchParams(incoming.body)
  // rfc6749 3.2: no parameter more than once; those that may be repeated are those of rfc8707
  for (const name of new Set(form.keys())) {
    if (form.getAll(name).length > 1 && !['resource', 'audience'].includes(name)) {
      throw new Refusal('invalid_request', `${name} is repeated`)
    }
  }
  return form
}

/** A parameter that has to be there. */
export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name)
  if (!value) {
    throw new Refusal('invalid_request', `${name} is missing`)
  }
  return value
}

/** The client may use the grant. */
export function assertGrantType(client: RegisteredClient, grantType: string): void {
  if (client.grant_types && !client.grant_types.includes(grantType)) {
    throw new Refusal('unauthorized_client', 'the client is not registered for this grant')
  }
}
