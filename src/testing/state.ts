/**
 * What the server knows, and what it remembers from one request to the next.
 *
 * @module
 */
import type { JsonObject, JsonValue } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { ResourceServer } from '../metadata/resource_server.ts'
import type { RegisteredClient } from './clients.ts'
import type { MovableClock } from './clock.ts'
import type { KeyRing } from './keys.ts'
import type { Switches } from './misbehaviour.ts'
import type { Exchange } from './record.ts'

/** A person with an account at the server. */
export interface User {
  /** Subject identifier. */
  sub: string
  /**
   * Other claims, for UserInfo. Those of OpenID Connect Core 5.1 take the scope that they belong to: `profile`, `email`, `address`, `phone`. Any
   * other claim takes none.
   */
  [claim: string]: JsonValue | undefined
}

/** What somebody allowed a client. */
export interface Grant {
  client: RegisteredClient
  scope: string
  /** what the client asked access to; nothing where it did not say */
  resources: string[]
  /** nobody where the client asked for itself */
  user?: User
  nonce?: string
  authTime?: number
  acr?: string
  requestedClaims?: RequestedClaims
  authorizationDetails?: JsonValue
}

/** The claims that were asked for one by one, and how: oidc-core 5.5. */
export interface RequestedClaims {
  userinfo: JsonObject
  id_token: JsonObject
}

export interface Code {
  grant: Grant
  redirectUri: string
  /** whether the authorization request said it, and so the token request has to */
  isRedirectUriNamed: boolean
  codeChallenge: string | undefined
  dpopJkt: string | undefined
  expiresAt: number
  /** what was issued for it: revoked when it comes again */
  family: string
  used: boolean
}

/** What tokens are bound to: the `cnf` claim. */
export interface Binding {
  jkt?: string
  'x5t#S256'?: string
}

export interface RefreshToken {
  grant: Grant
  family: string
  used: boolean
  /** what it is bound to, for clients that do not authenticate */
  binding: Binding
}

export interface AccessToken {
  grant: Grant
  family: string
  claims: Record<string, JsonValue | undefined>
}

/** A sign-in that goes on somewhere else: on a device, or over the back channel. */
export interface Pending {
  /** `device_code` or `auth_req_id` */
  id: string
  userCode?: string
  grant: Grant
  decision: 'pending' | 'approved' | 'denied' | 'expired' | 'redeemed'
  expiresAt: number
  interval: number
  lastPoll: number
  notificationToken?: string
}

export interface ServerState {
  readonly metadata: AuthorizationServer
  readonly resource: ResourceServer
  readonly user: User
  readonly requireNonce: boolean
  readonly initialAccessToken: string | undefined
  readonly clock: MovableClock
  readonly keys: KeyRing
  readonly switches: Switches
  readonly exchanges: Exchange[]
  readonly clients: Map<string, RegisteredClient>
  readonly pushedRequests: Map<string, { parameters: URLSearchParams; expiresAt: number }>
  readonly codes: Map<string, Code>
  readonly accessTokens: Map<string, AccessToken>
  readonly refreshTokens: Map<string, RefreshToken>
  /** whose tokens are revoked, even those that are still being made */
  readonly revokedFamilies: Set<string>
  /** ID Tokens, and what they were issued for: they may come back as a hint */
  readonly idTokens: Map<string, Grant>
  /** by `device_code` and by `auth_req_id` */
  readonly pending: Map<string, Pending>
  /** `jti` of assertions, request objects and proofs, with who made it: none is taken twice */
  readonly seen: Set<string>
  /** nonces for DPoP proofs that were handed out, the latest last */
  readonly nonces: string[]
}
