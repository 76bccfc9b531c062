const received: WeakMap<Response, string> = new WeakMap()

/** Remembers the JWT that a response carried, decrypted where it came encrypted. */
export function rememberJwt(response: Response, jwt: string): void {
  received.set(response, jwt)
}

/** The JWT that a response carried, if it was processed and had one. */
export function receivedJwt(response: Response): string | undefined {
  return received.get(response)
}
