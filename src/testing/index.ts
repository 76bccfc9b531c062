/**
 * An authorization server for tests. It runs in memory, is called like `fetch`, and behaves until a test turns on one of its switches to
 * make it misbehave.
 *
 * @module
 */
export {
  type AuthorizationServerOptions,
  createAuthorizationServer,
  type TestAuthorizationServer,
} from './authorization_server.ts'
export type { ClientRegistration, TestClient } from './clients.ts'
export type { TestClock } from './clock.ts'
export type { Decision } from './endpoints/authorization.ts'
export type { TestCertificate } from './incoming.ts'
export type { TestKeys } from './keys.ts'
export type { MisbehaveOptions } from './misbehaviour.ts'
export {
  type AnswerDeviations,
  type AnswerPlace,
  type JwtDeviations,
  type JwtPlace,
  type MisbehaviourName,
  type MisbehaviourValues,
  missing,
  type NotificationDeviations,
  type NotificationPlace,
  type OtherDeviations,
} from './misbehaviour_names.ts'
export { listMisbehaviours, type Misbehaviour } from './misbehaviours.ts'
export type { FetchInit } from './reception.ts'
export type { Exchange } from './record.ts'
export type { User } from './state.ts'
