import { assertNumber, assertString } from '../errors/assertions.ts'
import { INVALID_RESPONSE } from '../errors/codes.ts'
import type { JsonObject } from '../json/json.ts'

/** Throws unless a member of a JSON response is a non-empty string. */
export function assertMember(body: JsonObject, name: string): void {
  assertString(body[name], label(body, name), INVALID_RESPONSE, { body })
}

/** Reads a member that counts seconds: a number or a string of decimal digits, because real servers send both. */
export function readSeconds(body: JsonObject, name: string, positive = false): number {
  const value = body[name]
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  assertNumber(seconds, label(body, name), positive, INVALID_RESPONSE, { body })
  return seconds
}

// many servers send their errors with status 200
function label({ error }: JsonObject, name: string): string {
  return `response ${error ? 'with an error: ' : ''}"${name}"`
}
