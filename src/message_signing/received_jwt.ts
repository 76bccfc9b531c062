import type { Jwt } from '../jose/jwt.ts'

const received: WeakMap<Response, Jwt> = new WeakMap()

/** Remembers the JWT that a response carried, decrypted if it was encrypted. */
export function rememberJwt(response: Response, jwt: Jwt): void {
  received.set(response, jwt)
}

/** The JWT that a response carried, if it was processed and had one. */
export function receivedJwt(response: Response): Jwt | undefined {
  return received.get(response)
}
