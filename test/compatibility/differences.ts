/**
 * Where this library deliberately behaves differently from npm `oauth4webapi` 3.8.8. The table in `UPGRADING.md` is generated
 * from these entries. At least one case must show each entry, and any difference without an entry fails the suite.
 * `recognisers.ts` says how to recognise an entry in two outcomes.
 */
import { isNullText, type Recogniser, recognisers } from './recognisers.ts'

export interface Difference extends Recogniser {
  number: number
  /** The subject. */
  about: string
  /** The behaviour of the other library. */
  other: string
  /** The behaviour of this one. */
  ours: string
  /** What a caller who switches may notice. */
  notice: string
  /** Whether the difference exists on this runtime; true when not set. */
  isHere?: boolean
}

type Entry = Omit<Difference, keyof Recogniser | 'number'>

/**
 * Retired numbers: here `oauth4webapi` 3.8.8, as installed, does what this library does. 8: a backslash in a quoted string
 * of `WWW-Authenticate` escapes the next character. 18: `isDPoPNonceError` looks at all challenges.
 */
export const alike = [8, 18]

const entries: Record<number, Entry> = {
  1: {
    about: '`skipAuthTimeCheck` as the maximum authentication age',
    other:
      'The two hybrid validators refuse it with a TypeError, and `processAuthorizationCodeResponse` still enforces `client.default_max_age`.',
    ours: 'It switches off both checks that `client.default_max_age` causes: the age, and that `auth_time` is present. `require_auth_time` still applies.',
    notice: 'A response that was refused because of the default age is accepted if the call says to skip that check.',
  },
  2: {
    about: 'an access token in the authorization response',
    other: 'Only a parameter named `token` counts as a sign of the implicit flow.',
    ours: '`access_token` is refused too: `UnsupportedOperationError`.',
    notice: 'A front-channel response with an access token no longer passes.',
  },
  3: {
    about: 'a DPoP proof whose `htu` is not a URL',
    other: 'Throws the URL parser’s TypeError.',
    ours: 'Fails like any other wrong `htu`: `JWT_CLAIM_COMPARISON`.',
    notice: 'A documented error instead of a TypeError.',
  },
  4: {
    about: 'a key in a proof or a JWK Set that cannot be imported',
    other: 'Throws the Web Cryptography API’s DOMException.',
    ours: '`INVALID_RESPONSE`, with the key’s public members as `cause.jwk`. Keys with private members are refused too.',
    notice: 'A documented error instead of a DOMException.',
  },
  5: {
    about: 'two `DPoP` headers, or an access token with five parts',
    other: 'Treated as an encrypted JWT without a decryption function: `UnsupportedOperationError`.',
    ours: 'Refused as an invalid request, with the headers as `cause.headers`.',
    notice: 'A different error class and code.',
  },
  6: {
    about: 'a JWT whose signature segment is not base64url',
    other: 'Reported as the caller’s mistake: a TypeError with `ERR_INVALID_ARG_VALUE`.',
    ours: '`PARSE_ERROR`, as for the other two segments.',
    notice: 'The error is an `OperationProcessingError`.',
  },
  7: {
    about: 'metadata whose `issuer` or `resource` is not a URL',
    other: 'Throws the URL parser’s TypeError.',
    ours: '`INVALID_RESPONSE`, with the document as `cause.body`.',
    notice: 'A documented error instead of a TypeError.',
  },
  9: {
    about: 'whitespace before the comma between two challenges, and a comma after the last one',
    other: 'The whole header is ignored.',
    ours: 'This is valid list syntax: the challenges are read.',
    notice: 'A `WWWAuthenticateChallengeError` in more cases.',
  },
  10: {
    about: 'media types',
    other: 'The comparison is case-sensitive, and whitespace before the semicolon matters.',
    ours: 'Case and whitespace do not matter (RFC 9110 8.3.1).',
    notice: 'Responses with `Application/JSON` or `application/json ; charset=utf-8` are accepted.',
  },
  11: {
    about: '`recognizedTokenTypes`',
    other:
      'A `token_type` such as `constructor` is found on the prototype, and a promise returned by a handler is not awaited.',
    ours: 'Only own members count, and a handler’s promise is awaited.',
    notice: 'The call rejects if the handler rejects.',
  },
  12: {
    about: '`expires_in`, `interval` and `client_secret_expires_at` that are not numbers',
    other: '`expires_in` may be anything that starts like a number; the other two must be numbers.',
    ours: 'All three may be a number or a string of decimal digits; anything else is `INVALID_RESPONSE`.',
    notice: '`"3600abc"`, `"1e3"` and `[10]` are refused; an interval of `"5"` is accepted.',
  },
  13: {
    about: 'a missing endpoint when mTLS aliases are in use',
    other: '`cause.attribute` names the alias even if there are no aliases.',
    ours: '`cause.attribute` names the member that was read.',
    notice: '`cause.attribute` is `token_endpoint` instead of `mtls_endpoint_aliases.token_endpoint`.',
  },
  14: {
    about: 'a form_post request of the wrong method or content type',
    other: 'The request is in `error.cause.cause`.',
    ours: 'The request is in `error.cause`.',
    notice: 'One level less.',
  },
  15: {
    about: 'a `modifyAssertion` hook on a DPoP handle',
    other: 'All proofs share one header object, so the hook’s additions are still there the next time.',
    ours: 'The hook receives a fresh header for each proof.',
    notice: 'A hook that relies on its earlier changes has to repeat them.',
  },
  16: {
    about: 'claims that are present but meaningless',
    other: '`null` counts as present, `sub` may be a number, and the members of `aud` are not checked.',
    ours: '`null` counts as missing. `sub` must be a non-empty string and `aud` a string or an array of strings, else `INVALID_RESPONSE`.',
    notice: 'Tokens with such claims are refused.',
  },
  17: {
    about: 'a DPoP handle passed as validated callback parameters, and the reverse',
    other: 'Both carry the same mark, so the guard accepts either and the code crashes later.',
    ours: 'Each has its own mark: a TypeError with `ERR_INVALID_ARG_VALUE`.',
    notice: 'A documented error instead of a crash.',
  },
  19: {
    about: 'concurrent first verifications',
    other: 'They share one JWK Set request only if they have the same signal. Aborting is left to the fetch function.',
    ours: 'They share one request if the `as` object, URL, headers and fetch function are the same, whatever their signals. A caller whose signal aborts rejects alone, with the signal’s reason; callers that come later send a request of their own.',
    notice: 'Fewer requests, and a signal works even with a `customFetch` that ignores it.',
  },
  20: {
    about: 'the names `EdDSA` and `Ed25519`',
    other: 'A header with one name does not match a key with the other.',
    ours: 'They match each other.',
    notice: 'Tokens from servers that mix the two names verify.',
  },
  21: {
    about: 'a JWK Set cache from the future',
    other: 'An entry whose `uat` is in the future stays fresh until then.',
    ours: 'Such an entry is stale. The set in memory is stale if its `uat` is 300 seconds or more in the future.',
    notice: 'One more request after the clock is set back.',
  },
  22: {
    about: 'objects from another realm',
    other: '`URL`, `URLSearchParams`, `AbortSignal` and `CryptoKey` must be instances of this realm’s classes.',
    ours: 'Objects of the same kind are accepted, as `Response` and `Request` are in both libraries.',
    notice: 'Calls work from vm contexts, jsdom and iframes.',
  },
  23: {
    about: '`DPoP: null` among the options',
    other: 'An error in one function, ignored in another. Some functions also ignore other falsy values.',
    ours: '`undefined` and `null` mean none. Anything else must be a handle, else a TypeError with `ERR_INVALID_ARG_VALUE`.',
    notice: '`null` works everywhere; `false` nowhere.',
  },
  24: {
    about: 'verifying with the same key again',
    other: 'A public key is imported from its JWK for each verification.',
    ours: 'It is imported once and remembered.',
    notice: 'Nothing but speed.',
  },
  25: {
    about: '`client_id` among the parameters, beside `ClientSecretBasic`',
    other: 'A different `client_id` is sent along with the credentials.',
    ours: 'A different `client_id` is refused: a TypeError with `ERR_INVALID_ARG_VALUE`.',
    notice: 'Requests that name another client fail before they are sent.',
  },
  26: {
    about: 'a 4xx response that is JSON but not an OAuth error',
    other: 'The body is read from a clone; the response in `cause` is unread.',
    ours: 'The body is read once; the response in `cause` has `bodyUsed === true`.',
    notice: 'The body cannot be read again: clone the response in `customFetch` if you need it.',
  },
  27: {
    about: '`client.require_auth_time` with a value that is not a boolean',
    other: 'The hybrid validators treat any truthy value as `true`.',
    ours: 'Only `true` counts, everywhere.',
    notice: 'A value such as `"yes"` has no effect.',
  },
  28: {
    about: 'registration metadata that is not an object',
    other: 'Throws the engine’s TypeError.',
    ours: 'A TypeError with `ERR_INVALID_ARG_TYPE`.',
    notice: 'The error carries a code.',
  },
  29: {
    about: 'an `expectedNonce` that is neither a string nor `expectNoNonce` nor `undefined`',
    other: 'The nonce is not checked.',
    ours: 'A TypeError with `ERR_INVALID_ARG_TYPE`.',
    notice: 'Replace `expectedNonce: null` with `expectNoNonce`, or remove it.',
  },
  30: {
    about: 'the fragment of an issuer or resource URL',
    other: 'It is part of the requested URL.',
    ours: 'It is removed; a query is kept.',
    notice: '`customFetch` receives the URL without it.',
  },
  31: {
    about: 'errors from another copy of the library',
    other: '`instanceof` is false for them.',
    ours: '`instanceof` works across copies, and is false for anything that is not such an error.',
    notice: 'Errors can be recognised even if two versions are installed.',
  },
  32: {
    about: 'undocumented values, such as `null` as an algorithm or half a surrogate pair in a secret',
    other: 'Throws the engine’s TypeError or URIError.',
    ours: 'A documented error, or the same as a missing value.',
    notice: 'The error carries a code.',
  },
  33: {
    about: 'metadata and options with inherited members, from a class instance or `Object.create`',
    other: 'The two hybrid validators and `userInfoRequest` read own members only.',
    ours: 'All functions read inherited members too.',
    notice: 'Such metadata is accepted everywhere.',
  },
  34: {
    about: 'a JWK whose `key_ops` is a string',
    other: 'The string is searched as if it were an array, so `"verify"` passes.',
    ours: 'RFC 7517 requires an array; a key with anything else is not used.',
    notice: 'A signature that needs such a key fails with `KEY_SELECTION`.',
  },
  35: {
    about: 'an access token that cannot be put in a header, for example one with a line break',
    other: 'Throws the platform’s TypeError, whose message contains the token.',
    ours: 'A TypeError with `ERR_INVALID_ARG_VALUE`; the message does not contain the token.',
    notice: 'The error carries a code.',
  },
  36: {
    about: '`null` as form parameters',
    other: 'Depending on the runtime, a parameter named `null` is sent (Node 24 and later) or not (Node 20).',
    ours: 'It means no parameters on every runtime.',
    notice: 'The parameter `null` is gone.',
    isHere: isNullText,
  },
}

export const differences: Difference[] = Object.entries(entries).map(([number, entry]) => ({
  number: Number(number),
  ...entry,
  ...recognisers[Number(number)],
}))
