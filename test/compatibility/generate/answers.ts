/** HTTP responses: what an endpoint should send, and everything else that a server, proxy or attacker may send. */
import fc from 'fast-check'
import { bytes, foreign, json, type ResponseData, raw, response, stream } from '../value.ts'
import { challengeHeader } from './challenges.ts'
import { jsonLike, mostly, usually } from './data.ts'

const statuses = [
  200, 201, 202, 203, 204, 205, 206, 226, 299, 300, 301, 302, 303, 304, 307, 308, 399, 400, 401, 402, 403, 404, 405,
  409, 410, 415, 422, 429, 451, 499, 500, 501, 502, 503, 504, 599,
]

export const mediaTypes = [
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
  'Application/JSON',
  'application/json ; x=1',
  'application/JSON;x',
  'application/jwk-set+json',
  'application/problem+json',
  'application/jwt',
  'Application/JWT',
  'application/token-introspection+jwt',
  'text/html',
  'text/plain;charset=UTF-8',
  'application/jsonx',
  ';',
  '',
  undefined,
]

const typed = (usual: string): fc.Arbitrary<[string, string][]> =>
  fc
    .oneof(
      { weight: 5, arbitrary: fc.constant<string | undefined>(usual) },
      { weight: 2, arbitrary: fc.constantFrom(...mediaTypes) },
    )
    .map((value) => (value === undefined ? [] : [['content-type', value]]))

const bom = '\ufeff'

/** Bodies without a JSON object, or with an unusual one. */
const oddBody: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  '',
  'null',
  '[]',
  '[{}]',
  '"text"',
  '0',
  'true',
  '{',
  '{}',
  '{"a":1,}',
  "{'a':1}",
  ' {} ',
  '{}{}',
  `${bom}{}`,
  `${bom}${bom}{}`,
  '<html></html>',
  'error=invalid_request',
  '[[[[[[[[[[[[[[[[',
  '"\ud800"',
  bytes('/////w=='),
  bytes('eyJhIjoi/yJ9'),
  bytes('AHsAfQ=='),
  stream('{"a":'),
  stream('{}', 'body'),
  stream('{}'),
  null,
)

export const errorBody: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: jsonLike({ error: 'invalid_request' }, ['error_description', 'error_uri']) },
  {
    weight: 2,
    arbitrary: jsonLike({ error: 'use_dpop_nonce', error_description: 'why', scope: 'a' }, ['__proto__', 'algs']),
  },
  { weight: 1, arbitrary: fc.constant(raw('{"__proto__":{"error":"x"}}')) },
)

interface Expected {
  status: number
  type?: string
  body: fc.Arbitrary<unknown>
}

/** Responses of an endpoint that should send `expected`. */
export function answers({ status, type = 'application/json', body }: Expected): fc.Arbitrary<unknown> {
  const text = body.map(json)
  const good = fc.record({
    status: mostly(status),
    headers: typed(type),
    body: fc.oneof({ weight: 12, arbitrary: text }, { weight: 2, arbitrary: oddBody }),
    used: mostly<boolean | undefined>(undefined, undefined, undefined, undefined, true),
    kind: mostly<ResponseData['kind']>(undefined, 'undici'),
  })
  const refusal = fc.record({
    status: fc.constantFrom(400, 401, 403, 404, 429, 499, 500, 503, 302, 200, 201),
    headers: typed('application/json'),
    body: fc.oneof({ weight: 6, arbitrary: errorBody.map(json) }, { weight: 2, arbitrary: oddBody }),
    used: mostly<boolean | undefined>(undefined, undefined, undefined, undefined, true),
    kind: mostly<ResponseData['kind']>(undefined, 'undici'),
  })
  const challenged = fc
    .record({ refusal: usually<ResponseData>(refusal, good), value: challengeHeader })
    .map(({ refusal: { headers = [], ...rest }, value }) => ({
      ...rest,
      headers: [...headers, ['www-authenticate', value]] as [string, string][],
    }))
  const other = fc.record({
    status: fc.constantFrom(...statuses),
    headers: typed(type),
    body: fc.oneof(text, oddBody),
    kind: fc.constantFrom<ResponseData['kind']>(undefined, 'undici', 'error'),
  })
  return fc.oneof(
    { weight: 12, arbitrary: good.map(response) },
    { weight: 4, arbitrary: refusal.map(response) },
    { weight: 3, arbitrary: challenged.map(response) },
    { weight: 2, arbitrary: other.map(response) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<unknown>(
        undefined,
        null,
        {},
        foreign('tagged object', 'Response'),
        foreign('hostile proxy'),
      ),
    },
  )
}

/** A valid response. */
export const good = (value: unknown, status = 200, type = 'application/json'): unknown =>
  response({ status, headers: [['content-type', type]], body: json(value) })
