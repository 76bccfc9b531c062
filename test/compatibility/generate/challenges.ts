/** `WWW-Authenticate` values: well formed, almost so, and broken. */
import fc from 'fast-check'

/** Edge cases of the grammar, as header values. */
export const vectors = [
  ',',
  ' , ,',
  'Alpha',
  'Alpha,Beta',
  'Alpha, Beta k="v"',
  'Alpha, k="v"',
  'Alpha , k="v"',
  'Alpha , Beta k="v"',
  'ALPHA KEY="Val"',
  'Alpha k=v',
  "Alpha k='v'",
  'Alpha k=\\v',
  'Alpha k="v',
  'Alpha k"v"',
  'k="v"',
  'Alpha k="a%20b"',
  'Alpha k = "v"',
  'Alpha   k =   "v"   ,j="w" ,  l = " s "',
  'Alpha k="1", k="2"',
  'Alpha k="\\"q\\""',
  'Alpha k="a\\\\b"',
  'Alpha k="a\\qb"',
  'Alpha k="a\\tb"',
  'Alpha k="v\\"',
  'Alpha k="v",, a=b,,,c=d',
  'Alpha k="v",',
  ',Alpha k="v"',
  'Alpha a="1", b=2, c="x \\"y\\"", Beta d="3" ',
  'Alpha k="x=y, z", j="w"',
  'Alpha QUJD',
  'Alpha QUJD=',
  'Alpha QUJD==',
  'Alpha QUJD===',
  'Alpha QUJD==, Beta k="v"',
  'Alpha QUJD, k="v"',
  'Alpha QUJD== k="v"',
  'Alpha QUJD== ???',
  'Alpha a/b+c~d.e_f-g',
  'Alpha k=',
  'Alpha k="v", ???',
  'Alpha k="v", Beta QUJD==, Gamma l="w"',
  'Alpha k="v", Beta',
  'Alpha k="v" j="w"',
  'Alpha k="v"j="w"',
  'Alpha QUJD Beta',
  'Alpha k=""',
  'Alpha\tk="v"',
  'Al!pha k="v", Be!ta',
  'DPoP error="use_dpop_nonce", algs="ES256 PS256"',
  'Bearer, DPoP error="use_dpop_nonce"',
  'DPoP error="use_dpop_nonce", Bearer realm="x"',
  'DPoP error=use_dpop_nonce',
  'dpop ERROR="use_dpop_nonce"',
  'Bearer realm="é"',
  'Bearer __proto__="x", constructor="y"',
  'Bearer error="invalid_token", error_description="it\\u0041", resource_metadata="https://rs.example/m"',
]

const scheme = fc.constantFrom('Bearer', 'DPoP', 'Basic', 'x', 'Al!pha', '__proto__', 'Bearer1')
// `__proto__` as a name is among the vectors: the other library loses it and then treats the next word as a token68
const name = fc.constantFrom('realm', 'error', 'Error', 'scope', 'algs', 'constructor', 'a-b', 'x')
const gap = fc.constantFrom('', '', '', ' ', '  ', '\t')
const quoted = fc
  .array(fc.constantFrom('a', ' ', ',', '=', '\\"', '\\\\', '\\n', '\\u0041', '\\q', 'é', 'use_dpop_nonce', '\t'), {
    maxLength: 4,
  })
  .map((parts) => `"${parts.join('')}"`)
const word = fc.constantFrom('v', 'use_dpop_nonce', '1', 'a.b~c', "it's")
const parameter = fc
  .tuple(name, gap, gap, fc.oneof(quoted, word))
  .map(([left, before, after, right]) => `${left}${before}=${after}${right}`)
const comma = fc.constantFrom(', ', ', ', ',', ' , ', ' ,', ',, ', ' ')
const joined = (parts: fc.Arbitrary<string>, maxLength: number) =>
  fc
    .array(fc.tuple(parts, comma), { minLength: 1, maxLength })
    .map((list) => list.map(([part, separator], index) => (index < list.length - 1 ? part + separator : part)).join(''))
const token68 = fc.constantFrom('QUJD', 'QUJD==', 'a/b+c', 'abc=', 'abc===')
const challenge = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(scheme, joined(parameter, 3)).map((parts) => parts.join(' ')) },
  { weight: 1, arbitrary: fc.tuple(scheme, token68).map((parts) => parts.join(' ')) },
  { weight: 1, arbitrary: scheme },
)

/** One character removed, doubled or replaced. */
const damaged = fc
  .tuple(joined(challenge, 2), fc.nat(), fc.constantFrom('', ',', '"', '\\', '=', ' ', '\t', '?', '='))
  .map(([text, place, put]) => {
    const at = place % text.length
    return text.slice(0, at) + put + text.slice(at + 1)
  })

export const challengeHeader: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 3, arbitrary: fc.constantFrom(...vectors) },
    { weight: 4, arbitrary: joined(challenge, 3) },
    { weight: 2, arbitrary: damaged },
    { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...'Ab =,"\\=;\t'), maxLength: 20 }) },
  )
  // a header value cannot hold characters beyond Latin-1
  .map((value) => value.replace(/[^\t\x20-\x7e\x80-\xff]/g, ''))
