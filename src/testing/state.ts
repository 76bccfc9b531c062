/**
 * What the server knows, and what it stores from one request to the next.
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
   * Other claims, for UserInfo. Those of OpenID Connect Core 5.1 require the scope that they belong to: `profile`, `email`, `address` or
   * `phone`. Any other claim requires none.
   */
  [claim: string]: JsonValue | undefined
}

/** What was granted to a client. */
export interface Grant {
  client: RegisteredClient
  scope: string
  /** the resources that the client asked for; empty if it named none */
  resources: string[]
  /** not set if the client asked for itself */
  user?: User
  nonce?: string
  authTime?: number
  acr?: string
  requestedClaims?: RequestedClaims
  authorizationDetails?: JsonValue
}

/** The claims that were requested individually, and how: oidc-core 5.5. */
export interface RequestedClaims {
  userinfo: JsonObject
  id_token: JsonObject
}

export interface Code {
  grant: Grant
  redirectUri: string
  /** whether the authorization request named it, so that the token request must as well */
  isRedirectUriNamed: boolean
  codeChallenge: string | undefined
  dpopJkt: string | undefined
  expiresAt: number
  /** what was issued for the code, and is revoked when the code is used again */
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

/** A sign-in that takes place elsewhere: on a device, or over the back channel. */
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
  /** families whose tokens are revoked, even those still being issued */
  readonly revokedFamilies: Set<string>
  /** ID Tokens and their grants: they may come back as a hint */
  readonly idTokens: Map<string, Grant>
  /** by `device_code` and by `auth_req_id` */
  readonly pending: Map<string, Pending>
  /** `jti` of assertions, request objects and proofs, each with its maker: none is accepted twice */
  readonly seen: Set<string>
  /** the nonces issued for DPoP proofs, the latest last */
  readonly nonces: string[]
}
