import { assertObject, assertString } from '../errors/assertions.ts'
import type { AuthorizationServer } from './authorization_server.ts'
import type { Client } from './client.ts'

export function assertAuthorizationServer(as: unknown): asserts as is AuthorizationServer {
  assertObject(as, '"as"')
  assertString((as as AuthorizationServer).issuer, '"as.issuer"')
}

export function assertParties(as: unknown, client: unknown): void {
  assertAuthorizationServer(as)
  assertObject(client, '"client"')
  // rfc6749 2.2/2: of any size
  assertString((client as Client).client_id, '"client.client_id"')
}
