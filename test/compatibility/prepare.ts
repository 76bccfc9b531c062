/** The parts of a case that are identical to the byte for both libraries: JSON texts, JWKs, signed JWTs. */
import { get, sign } from './keys.ts'
import { type ProvenData, provenRequest } from './proven_request.ts'
import { define, type JwtData, Made, mapValue } from './value.ts'

export function prepare<T>(value: T): T {
  return mapValue(value, (part) => {
    if (!(part instanceof Made)) return part
    if (part.kind === 'jwk') return changed(get(part.of[0] as string).publicJwk, part.of[1] as object)
    if (part.kind === 'json') return serialise(part.of[0])
    if (part.kind === 'proven') return provenRequest(part.of[0] as ProvenData, compact)
    if (part.kind === 'jwt') return compact(part.of[0] as JwtData)
    return part
  }) as T
}

/** The JWK with some members set, or removed if the change is `undefined`. */
function changed(jwk: object, changes: object): object {
  const copy = { ...jwk } as Record<string, unknown>
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete copy[name]
    else define(copy, name, value === '@private' ? 'AQAB' : value)
  }
  return copy
}

/** JSON text; `members` may repeat a name, `raw` is used unchanged. */
function serialise(value: unknown): string {
  if (value instanceof Made) {
    if (value.kind === 'raw') return value.of[0] as string
    if (value.kind === 'members') return object(value.of[0] as [string, unknown][])
    throw new Error(`${value.kind} has no JSON text`)
  }
  if (Array.isArray(value)) return `[${value.map((item) => serialise(item ?? null)).join(',')}]`
  if (typeof value === 'object' && value !== null) return object(Object.entries(value))
  return JSON.stringify(value) ?? 'null'
}

function object(entries: [string, unknown][]): string {
  const present = entries.filter(([, value]) => value !== undefined)
  return `{${present.map(([name, value]) => `${JSON.stringify(name)}:${serialise(value)}`).join(',')}}`
}

const encode = (text: string) => Buffer.from(text).toString('base64url')

function compact({ header, claims, key, alg, segments = [] }: JwtData): string {
  const text = (part: unknown) => encode(typeof part === 'string' ? part : serialise(part))
  const input = `${text(header)}.${text(claims)}`
  const parts = [...input.split('.'), key ? sign(key, input, alg) : 'AAAA']
  for (const [index, segment] of segments) parts[Math.min(index, parts.length)] = segment
  return parts.join('.')
}
