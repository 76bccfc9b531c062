/**
 * The clients that the server knows.
 *
 * @module
 */
import { invalidValue } from '../errors/assertions.ts'
import type { JWK, JWKS } from '../jose/jwk.ts'
import type { PrivateKey } from '../jose/private_key.ts'
import type { JsonValue } from '../json/json.ts'
import type { Client } from '../metadata/client.ts'
import { randomString } from '../platform/random.ts'
import { makeKey } from './keys.ts'

/**
 * The registered metadata of a client: the members of RFC 7591 and its extensions.
 *
 * @see [RFC 7591, 2 - Client Metadata](https://www.rfc-editor.org/rfc/rfc7591.html#section-2)
 */
export interface ClientRegistration extends Client {
  /** How the client authenticates; `client_secret_basic` when not set. */
  token_endpoint_auth_method?:
    | 'client_secret_basic'
    | 'client_secret_post'
    | 'client_secret_jwt'
    | 'private_key_jwt'
    | 'tls_client_auth'
    | 'self_signed_tls_client_auth'
    | 'none'
  /** Where authorization responses may go. */
  redirect_uris?: string[]
  /** The grants that the client may use; all of them when not set. */
  grant_types?: string[]
  /** The client secret. */
  client_secret?: string
  /** For `tls_client_auth`: the subject of the certificate. */
  tls_client_auth_subject_dn?: string
  /** Whether access tokens are bound to the certificate that the client presents. */
  tls_client_certificate_bound_access_tokens?: boolean
  /** Whether the client's access tokens are always bound to a DPoP key. */
  dpop_bound_access_tokens?: boolean
  /** Whether authorization requests must be signed. */
  require_signed_request_object?: boolean
  /** How the result of a backchannel authentication is delivered; `poll` when not set. */
  backchannel_token_delivery_mode?: 'poll' | 'ping' | 'push'
  /** Where notifications go, in ping and push mode. */
  backchannel_client_notification_endpoint?: string
}

/** A registered client, ready to use. */
export interface TestClient {
  /** What the functions of the library take as the client: its registration without the secret and the redirect URIs. */
  readonly client: Client
  /** The client secret, for the methods that use one. */
  readonly clientSecret: string
  /** The private key whose public half is registered, for `private_key_jwt` and signed requests. */
  readonly privateKey: PrivateKey
  /** The first registered redirect URI. */
  readonly redirectUri: string
}

/** A client as the server keeps it. */
export interface RegisteredClient extends ClientRegistration {
  client_secret: string
  redirect_uris: string[]
}

const madeKeys: WeakMap<RegisteredClient, string> = new WeakMap()

/** Whether a key was generated for the client, in addition to those that it registered. */
export function isMadeKey(client: RegisteredClient, { kid }: JWK): boolean {
  return kid !== undefined && kid === madeKeys.get(client)
}

const defaults = {
  token_endpoint_auth_method: 'client_secret_basic',
  redirect_uris: ['https://client.example/callback'],
  backchannel_client_notification_endpoint: 'https://client.example/notification',
} as const

const signedFor = [
  'id_token_signed_response_alg',
  'userinfo_signed_response_alg',
  'introspection_signed_response_alg',
  'authorization_signed_response_alg',
] as const

/** Registers a client for a test, with its own key pair in addition to any keys in the registration. */
export async function registerTestClient(
  clients: Map<string, RegisteredClient>,
  registration: Partial<ClientRegistration>,
  algorithms: readonly string[],
): Promise<TestClient> {
  const member = withoutKey(registration, algorithms)
  if (member !== undefined) {
    throw invalidValue(`"${member}" must be one of the algorithms that the server signs with`)
  }
  const key = await makeKey(algorithms[0] as string)
  const jwks = (registration.jwks as unknown as JWKS | undefined)?.keys ?? []
  const stored = storeClient(clients, {
    ...defaults,
    redirect_uris: [...defaults.redirect_uris],
    ...registration,
    jwks: { keys: [...jwks, key.jwk] } as unknown as JsonValue,
  })
  madeKeys.set(stored, key.kid)
  const { client_secret, redirect_uris, ...client } = stored
  return {
    client,
    clientSecret: client_secret,
    privateKey: { key: key.privateKey, kid: key.kid },
    redirectUri: redirect_uris[0] as string,
  }
}

/** The member that names a signature algorithm for which the server has no key, if there is one. */
export function withoutKey(
  registration: Partial<ClientRegistration>,
  algorithms: readonly string[],
): string | undefined {
  return signedFor.find((member) => {
    const alg = registration[member]
    return alg !== undefined && !algorithms.includes(alg as string)
  })
}

export function storeClient(
  clients: Map<string, RegisteredClient>,
  registration: Partial<ClientRegistration>,
): RegisteredClient {
  const stored: RegisteredClient = {
    redirect_uris: [],
    client_id: `client-${clients.size + 1}`,
    client_secret: randomString(),
    ...registration,
  }
  if (clients.has(stored.client_id)) {
    throw invalidValue('"client_id" is registered already')
  }
  clients.set(stored.client_id, stored)
  return stored
}
