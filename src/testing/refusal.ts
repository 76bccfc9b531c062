/** A protocol error that the server answers with. */
export class Refusal extends Error {
  declare readonly error: string
  declare readonly status: number
  declare readonly headers: Record<string, string>

  constructor(error: string, description: string, status: number = 400, headers: Record<string, string> = {}) {
    super(description)
    this.error = error
    this.status = status
    this.headers = headers
  }
}

/** A refusal at a resource: rfc6750 3, rfc9449 7.1. The challenge reports it. */
export function challenge(scheme: string, error: string | undefined, description: string, more = ''): Refusal {
  // rfc9110 5.6.4/1
  const quoted = description.replace(/["\\]/g, '\\$&')
  const parameters = error ? ` error="${error}", error_description="${quoted}"${more}` : ''
  const headers = { 'www-authenticate': `${scheme}${parameters}` }
  return new Refusal(error ?? 'invalid_request', description, error === 'insufficient_scope' ? 403 : 401, headers)
}
