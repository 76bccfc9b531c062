/**
 * An authorization server for tests. It runs in memory and is called like `fetch`: no port, no network, no certificate.
 *
 * @module
 */
import { invalidValue } from '../errors/assertions.ts'
import type { JWSAlgorithm } from '../jose/algorithms.ts'
import type { JsonValue } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { ResourceServer } from '../metadata/resource_server.ts'
import { type ClientRegistration, type RegisteredClient, registerTestClient, type TestClient } from './clients.ts'
import { MovableClock, type TestClock } from './clock.ts'
import { type Decision, type FrontChannelResponse, responseUrl } from './endpoints/authorization.ts'
import type { TestCertificate } from './incoming.ts'
import { KeyRing, type TestKeys } from './keys.ts'
import { type MisbehaveOptions, Switches } from './misbehaviour.ts'
import type { MisbehaviourName, MisbehaviourValues } from './misbehaviour_names.ts'
import { notificationOf } from './notification.ts'
import { type FetchInit, receive, receiveAuthorization } from './reception.ts'
import type { Exchange } from './record.ts'
import { metadataFor, resourceFor } from './server_metadata.ts'
import type { Pending, ServerState, User } from './state.ts'

/** Options of {@link createAuthorizationServer}. */
export interface AuthorizationServerOptions {
  /** The issuer identifier; `https://as.example` when not set. */
  issuer?: string
  /** What the test client is registered with. */
  client?: Partial<ClientRegistration>
  /** The user who signs in; `alice` when not set. */
  user?: User
  /** The algorithms that the server signs with, the preferred one first; `ES256` when not set. */
  algorithms?: Exclude<JWSAlgorithm, `ML-DSA-${string}` | 'EdDSA'>[]
  /** Whether DPoP proofs must have a nonce from the server. */
  requireDPoPNonce?: boolean
  /** The access token that client registration requires; none when not set. */
  initialAccessToken?: string
  /**
   * The identifier of the protected resource; `https://rs.example/resource` when not set. It is the audience of access tokens if the
   * client names no `resource`.
   */
  resource?: string
  /** Metadata that replace the defaults. The server enforces `require_pushed_authorization_requests` and the like, and the listed algorithms. */
  metadata?: Partial<AuthorizationServer>
}

/**
 * An authorization server for tests, and its test client.
 *
 * Its functions do not use `this`, so they can be destructured.
 */
export interface TestAuthorizationServer extends TestClient {
  /** The metadata, as discovery returns them. */
  readonly metadata: AuthorizationServer
  /** The metadata of the protected resource, which can be requested at its identifier. */
  readonly resource: ResourceServer
  /** The signing keys. */
  readonly keys: TestKeys
  /** The clock. */
  readonly clock: TestClock
  /** Every request, the earliest first. */
  readonly exchanges: Exchange[]
  /** The server as a `fetch` function: for `[customFetch]`, or in place of the global one. `init` takes precedence over a `Request`. */
  readonly fetch: (input: string | URL | Request, init?: FetchInit) => Promise<Response>
  /**
   * Returns a `fetch` function for a connection with a client certificate.
   *
   * @param certificate What the server sees of the certificate.
   * @returns A `fetch` like {@link TestAuthorizationServer.fetch}.
   */
  fetchWithCertificate(certificate: TestCertificate): TestAuthorizationServer['fetch']
  /**
   * Registers another client.
   *
   * @param registration Members that replace the defaults.
   * @returns Resolves with the client and its own key pair.
   * @throws `TypeError` (`ERR_INVALID_ARG_VALUE`) when the `client_id` is already registered, or the server has no key for a registered algorithm.
   */
  registerClient(registration?: Partial<ClientRegistration>): Promise<TestClient>
  /**
   * Plays the user at the authorization endpoint.
   *
   * @param url Where the application sends the browser.
   * @param decision Who the user is, or why there is no code.
   * @returns Resolves with the URL that the browser is redirected to.
   * @throws `TypeError` (`ERR_INVALID_ARG_VALUE`) when the request does not lead back to the application, for example because the client
   *   is unknown or the redirect URI is not registered, and when it asks for the response mode `form_post`, whose response is not a URL.
   */
  authorize(url: string | URL, decision?: Decision): Promise<URL>
  /**
   * Like {@link TestAuthorizationServer.authorize}, for the response mode `form_post`.
   *
   * @param url Where the application sends the browser.
   * @param decision Who the user is, or why there is no code.
   * @returns Resolves with the request that the browser makes to the redirect URI.
   * @throws Like {@link TestAuthorizationServer.authorize}; and when the request asks for another response mode.
   */
  authorizeByForm(url: string | URL, decision?: Decision): Promise<Request>
  /**
   * Approves a device authorization or a backchannel authentication as the user. After the request has expired this changes nothing: polls
   * are answered with `expired_token`.
   *
   * @param id The `user_code`, the `device_code` or the `auth_req_id`.
   * @param user Who approves; the server's user when not set.
   * @returns Resolves with the ping or the push for the client's notification endpoint, or with `undefined` if the client polls. After the
   *   request has expired there is no ping, and a push carries `expired_token`.
   * @throws `TypeError` (`ERR_INVALID_ARG_VALUE`) when nothing with that identifier waits for a decision.
   */
  approve(id: string, user?: User): Promise<Request | undefined>
  /**
   * Denies the request as the user.
   *
   * @param id The `user_code`, the `device_code` or the `auth_req_id`.
   * @returns Like {@link TestAuthorizationServer.approve}.
   * @throws Like {@link TestAuthorizationServer.approve}.
   */
  deny(id: string): Promise<Request | undefined>
  /**
   * Turns a misbehaviour on, until {@link TestAuthorizationServer.behave} is called or for a number of times.
   *
   * @param name One of {@link listMisbehaviours}.
   * @param value The value to send instead, or one of the named values; the switch's usual value when not set.
   * @param options How often.
   * @throws `TypeError` (`ERR_INVALID_ARG_VALUE`) when there is no such switch.
   */
  misbehave<Name extends MisbehaviourName>(
    name: Name,
    value?: MisbehaviourValues[Name],
    options?: MisbehaveOptions,
  ): void
  /**
   * Turns one misbehaviour off, or all of them.
   *
   * @param name Which one; all when not set.
   */
  behave(name?: MisbehaviourName): void
}

/**
 * Creates an authorization server for tests, with one registered client and one user.
 *
 * It checks requests as a good server does: client authentication, PKCE, DPoP proofs, signed requests, codes and refresh tokens that are
 * used twice, and whether the client is registered for what it does. It does so until a test calls
 * {@link TestAuthorizationServer.misbehave | misbehave}.
 *
 * @param options Options that replace the defaults.
 * @returns Resolves with the server, which has new keys.
 * @throws {@link UnsupportedOperationError} when an algorithm is not supported; `TypeError` (`ERR_INVALID_ARG_VALUE`) when the server has
 *   no key for an algorithm that the client is registered with.
 */
export async function createAuthorizationServer(
  options: AuthorizationServerOptions = {},
): Promise<TestAuthorizationServer> {
  const algorithms = options.algorithms ?? ['ES256']
  const metadata = metadataFor(options.issuer ?? 'https://as.example', algorithms, options.metadata)
  const clients = new Map<string, RegisteredClient>()
  const state: ServerState = {
    metadata,
    resource: resourceFor(options.resource ?? 'https://rs.example/resource', metadata),
    user: options.user ?? alice,
    requireNonce: options.requireDPoPNonce ?? false,
    initialAccessToken: options.initialAccessToken,
    clock: new MovableClock(),
    keys: await KeyRing.create(algorithms),
    switches: new Switches(),
    exchanges: [],
    clients,
    pushedRequests: new Map(),
    codes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    revokedFamilies: new Set(),
    idTokens: new Map(),
    pending: new Map(),
    seen: new Set(),
    nonces: [],
  }
  const registerClient = (registration: Partial<ClientRegistration> = {}) =>
    registerTestClient(clients, registration, algorithms)
  const { clock, keys, exchanges, switches, resource } = state
  return {
    ...(await registerClient({ client_id: 'test-client', ...options.client })),
    metadata,
    resource,
    clock,
    keys,
    exchanges,
    fetch: (input, init) => receive(state, input, init),
    fetchWithCertificate: (certificate) => (input, init) => receive(state, input, init, certificate),
    registerClient,
    authorize: async (url, decision) => {
      const response = await receiveAuthorization(state, url, decision)
      assertByForm(response, false)
      return responseUrl(response)
    },
    authorizeByForm: async (url, decision) => {
      const response = await receiveAuthorization(state, url, decision)
      assertByForm(response, true)
      const { redirectUri, parameters } = response
      return new Request(redirectUri, { method: 'POST', body: parameters })
    },
    approve: (id, user) => decide(state, id, 'approved', user),
    deny: (id) => decide(state, id, 'denied'),
    misbehave: (name, value, misbehaveOptions) => switches.set(name, value, misbehaveOptions),
    behave: (name) => switches.clear(name),
  }
}

const alice: User = {
  sub: 'alice',
  name: 'Alice Example',
  email: 'alice@example.com',
  email_verified: true as JsonValue,
}

function assertByForm({ responseMode }: FrontChannelResponse, isExpected: boolean): void {
  if ((responseMode === 'form_post') !== isExpected) {
    throw invalidValue('"response_mode" form_post is for authorizeByForm(), and all others are for authorize()')
  }
}

async function decide(
  state: ServerState,
  id: string,
  decision: 'approved' | 'denied',
  user?: User,
): Promise<Request | undefined> {
  const pending = findPending(state, id)
  const now = state.clock.now()
  pending.decision = pending.expiresAt <= now ? 'expired' : decision
  pending.grant.user = user ?? state.user
  // oidc-core 2: when the user signed in, not when the client asked for it
  pending.grant.authTime = now
  return notificationOf(state, pending)
}

function findPending({ pending }: ServerState, id: string): Pending {
  const found = pending.get(id) ?? [...pending.values()].find(({ userCode }) => userCode === id)
  if (found?.decision !== 'pending') {
    throw invalidValue('"id" must be a user_code, device_code or auth_req_id that waits for a decision')
  }
  return found
}
