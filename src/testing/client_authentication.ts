/**
 * Authenticates the client by the method that it is registered with.
 *
 * @see [RFC 6749, 2.3 - Client Authentication](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3)
 * @module
 */
import type { JWKS } from '../jose/jwk.ts'
import { decodeBase64urlText } from '../platform/base64url.ts'
import type { RegisteredClient } from './clients.ts'
import type { Incoming } from './incoming.ts'
import {
  assertAudience,
  assertRegisteredAlgorithm,
  assertUnseen,
  readReceived,
  verifyByClient,
  verifyBySecret,
} from './received_jwt.ts'
import { Refusal } from './refusal.ts'
import type { ServerState } from './state.ts'

/** The client that sent a form. */
export async function authenticateClient(
  state: ServerState,
  incoming: Incoming,
  form: URLSearchParams,
): Promise<RegisteredClient> {
  const authorization = incoming.headers.get('authorization')
  const assertion = form.get('client_assertion')
  const secret = form.get('client_secret')
  // rfc6749 2.3: at most one method per request
  if ([authorization, assertion, secret].filter((value) => value !== null).length > 1) {
    throw new Refusal('invalid_request', 'more than one client authentication')
  }
  if (authorization !== null) {
    return note(incoming, basic(state, authorization, form))
  }
  if (assertion !== null) {
    return note(incoming, await byAssertion(state, incoming, form, assertion))
  }
  const client = find(state, form.get('client_id'))
  if (secret !== null) {
    assertMethod(client, 'client_secret_post')
    assertSecret(client, secret)
  } else if (incoming.certificate && client.token_endpoint_auth_method !== 'none') {
    assertCertificate(client, incoming.certificate)
  } else {
    assertMethod(client, 'none')
  }
  return note(incoming, client)
}

function note(incoming: Incoming, client: RegisteredClient): RegisteredClient {
  incoming.exchange.client_id = client.client_id
  return client
}

function basic(state: ServerState, authorization: string, form: URLSearchParams): RegisteredClient {
  // rfc6749 5.2: an attempt with HTTP Basic gets a challenge for HTTP Basic
  const headers = { 'www-authenticate': 'Basic realm="the authorization server"' }
  try {
    const [id, secret] = basicCredentials(authorization)
    const client = find(state, id)
    assertMethod(client, 'client_secret_basic')
    assertSecret(client, secret)
    if (form.has('client_id') && form.get('client_id') !== id) {
      throw invalidClient('client_id is that of another client')
    }
    return client
  } catch (error) {
    const { message } = error as Refusal
    throw new Refusal('invalid_client', message, 401, headers)
  }
}

// rfc6749 2.3.1: both are form-encoded, so there is one colon
function basicCredentials(authorization: string): [id: string, secret: string] {
  const [, encoded] = /^basic ([A-Za-z\d+/]+)=*$/i.exec(authorization) ?? []
  if (encoded === undefined) {
    throw invalidClient('no HTTP Basic')
  }
  const text = decodeBase64urlText(encoded.replaceAll('+', '-').replaceAll('/', '_'))
  const [id = '', secret = '', ...more] = text.split(':').map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
  if (more.length > 0) {
    throw invalidClient('the credentials are not form-encoded')
  }
  return [id, secret]
}

// rfc7523 3
async function byAssertion(
  state: ServerState,
  incoming: Incoming,
  form: URLSearchParams,
  assertion: string,
): Promise<RegisteredClient> {
  if (form.get('client_assertion_type') !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer') {
    throw invalidClient('client_assertion_type is not known')
  }
  const { token_endpoint_auth_signing_alg_values_supported: announced } = state.metadata
  const jwt = await readReceived(state, assertion, 'invalid_client', announced)
  const isHmac = jwt.header.alg === 'HS256'
  const { iss, sub, exp } = jwt.claims
  const client = find(state, sub)
  if (iss !== sub || typeof exp !== 'number' || (form.has('client_id') && form.get('client_id') !== sub)) {
    throw invalidClient('iss, sub and client_id must be the client, and exp must be present')
  }
  const accepted = [state.metadata.issuer, state.metadata.token_endpoint as string, incoming.url.href]
  assertAudience(jwt, accepted, 'invalid_client')
  assertRegisteredAlgorithm(jwt, client.token_endpoint_auth_signing_alg, 'invalid_client')
  assertMethod(client, isHmac ? 'client_secret_jwt' : 'private_key_jwt')
  await (isHmac
    ? verifyBySecret(jwt, client.client_secret, 'invalid_client')
    : verifyByClient(jwt, client, 'invalid_client'))
  assertUnseen(state, jwt, client.client_id, 'invalid_client')
  return client
}

// rfc8705 2.1, 2.2
function assertCertificate(client: RegisteredClient, certificate: NonNullable<Incoming['certificate']>): void {
  const { token_endpoint_auth_method: method, tls_client_auth_subject_dn: subject } = client
  const thumbprints = ((client.jwks as unknown as JWKS | undefined)?.keys ?? []).map((jwk) => jwk['x5t#S256'])
  const fits =
    method === 'tls_client_auth'
      ? subject !== undefined && certificate.subject_dn === subject
      : method === 'self_signed_tls_client_auth' && thumbprints.includes(certificate['x5t#S256'])
  if (!fits) {
    throw invalidClient('the certificate is not the one that is registered')
  }
}

function find(state: ServerState, id: unknown): RegisteredClient {
  const client = state.clients.get(id as string)
  if (!client) {
    throw invalidClient('the client is not known')
  }
  return client
}

function assertMethod(client: RegisteredClient, method: string): void {
  if (client.token_endpoint_auth_method !== method) {
    throw invalidClient('the client is registered with another authentication method')
  }
}

function assertSecret(client: RegisteredClient, secret: string): void {
  if (client.client_secret !== secret) {
    throw invalidClient('the client secret is wrong')
  }
}

function invalidClient(description: string): Refusal {
  return new Refusal('invalid_client', description, 401)
}
