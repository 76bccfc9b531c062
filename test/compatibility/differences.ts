/**
 * Where this library behaves otherwise than npm `oauth4webapi` 3.8.8, on purpose. `UPGRADING.md` is made from this
 * table; each entry must be met by at least one case, and whatever differs without an entry fails the suite.
 * How an entry is recognised in two outcomes stands in `recognisers.ts`.
 */
import { isNullText, type Recogniser, recognisers } from './recognisers.ts'

export interface Difference extends Recogniser {
  number: number
  /** What it is about. */
  about: string
  /** What the other library does. */
  other: string
  /** What this one does. */
  ours: string
  /** What a caller who comes from there may notice. */
  notice: string
  /** Whether it shows on the runtime at hand; it does when not set. */
  isHere?: boolean
}

type Entry = Omit<Difference, keyof Recogniser | 'number'>

/**
 * Numbers that stand for nothing: `oauth4webapi` 3.8.8, as installed, does what this library does. 8: a backslash in a
 * quoted string of `WWW-Authenticate` protects the next character; 18: `isDPoPNonceError` looks at all challenges.
 */
export const alike = [8, 18]

const entries: Record<number, Entry> = {
  1: {
    about: '`skipAuthTimeCheck` as the maximum authentication age',
    other:
      'The two hybrid validators refuse it with a TypeError, and `processAuthorizationCodeResponse` still enforces `client.default_max_age`.',
    ours: 'It switches off the comparison and the demand for `auth_time` that come from `client.default_max_age`; `require_auth_time` still holds.',
    notice: 'A response that was refused because of a default age is accepted where the call says to skip that check.',
  },
  2: {
    about: 'an access token in the authorization response',
    other: 'Only a parameter named `token` is taken as a sign of the implicit flow.',
    ours: '`access_token` is refused in the same way: `UnsupportedOperationError`.',
    notice: 'A front-channel response that carries an access token no longer passes.',
  },
  3: {
    about: 'a DPoP proof whose `htu` is no URL',
    other: 'The URL parser’s own TypeError comes through.',
    ours: 'The comparison fails as for any other wrong `htu`: `JWT_CLAIM_COMPARISON`.',
    notice: 'A documented error in place of a TypeError.',
  },
  4: {
    about: 'a key in a proof or a JWK Set that cannot be imported',
    other: 'The DOMException of Web Cryptography comes through.',
    ours: '`INVALID_RESPONSE` with the key’s public members as `cause.jwk`; private members are refused as well.',
    notice: 'A documented error in place of a DOMException.',
  },
  5: {
    about: 'two `DPoP` headers, or an access token of five parts',
    other: 'It is taken for an encrypted JWT without a decrypter: `UnsupportedOperationError`.',
    ours: 'A plain refusal of the request, with the headers as `cause.headers`.',
    notice: 'The code is that of an invalid request or response.',
  },
  6: {
    about: 'a JWT whose signature segment is not base64url',
    other: 'It is reported as the caller’s mistake: a TypeError with `ERR_INVALID_ARG_VALUE`.',
    ours: '`PARSE_ERROR`, as for the other two segments.',
    notice: 'The error is an `OperationProcessingError`.',
  },
  7: {
    about: 'metadata whose `issuer` or `resource` is no URL',
    other: 'The URL parser’s own TypeError comes through.',
    ours: '`INVALID_RESPONSE` with the document as `cause.body`.',
    notice: 'A documented error in place of a TypeError.',
  },
  9: {
    about: 'white space before the comma between two challenges, and a comma after the last',
    other: 'The whole header is discarded.',
    ours: 'It is valid list syntax: the challenges are read.',
    notice: 'A `WWWAuthenticateChallengeError` in more cases.',
  },
  10: {
    about: 'media types',
    other: 'They are compared with regard to case, and white space before the semicolon counts.',
    ours: 'Case and white space do not matter (RFC 9110 8.3.1).',
    notice: 'Answers labelled `Application/JSON` or `application/json ; charset=utf-8` are accepted.',
  },
  11: {
    about: '`recognizedTokenTypes`',
    other:
      'A `token_type` such as `constructor` is found on the prototype, and a promise that a handler returns is left alone.',
    ours: 'Only own members count, and the handler’s promise is awaited.',
    notice: 'A handler that rejects makes the call reject.',
  },
  12: {
    about: '`expires_in`, `interval` and `client_secret_expires_at` that are no numbers',
    other: 'Anything that starts like a number passes as `expires_in`; the other two must be numbers.',
    ours: 'All three: a number or a string of decimal digits; anything else is `INVALID_RESPONSE`.',
    notice: '`"3600abc"`, `"1e3"` and `[10]` are refused, `"5"` as an interval is accepted.',
  },
  13: {
    about: 'an endpoint that is missing while mTLS aliases are asked for',
    other: '`cause.attribute` names the alias even when there is none.',
    ours: 'It names the member that was looked at.',
    notice: '`cause.attribute` says `token_endpoint` in place of `mtls_endpoint_aliases.token_endpoint`.',
  },
  14: {
    about: 'form posts that are none',
    other: 'The request is at `error.cause.cause`.',
    ours: 'It is at `error.cause`.',
    notice: 'One step less.',
  },
  15: {
    about: 'a `modifyAssertion` hook on a DPoP handle',
    other: 'All proofs share one header object, so what the hook adds is there again the next time.',
    ours: 'Each proof’s hook sees a fresh header.',
    notice: 'A hook that counts on its earlier changes must make them again.',
  },
  16: {
    about: 'claims that are present but empty of meaning',
    other: '`null` counts as present, `sub` may be a number, the members of `aud` are not looked at.',
    ours: '`null` counts as missing; `sub` is a non-empty string and `aud` a string or an array of strings, else `INVALID_RESPONSE`.',
    notice: 'Tokens of servers that send such claims are refused.',
  },
  17: {
    about: 'a DPoP handle in place of validated callback parameters, and the reverse',
    other: 'Both carry one mark, so the guard lets the other through and the code crashes later.',
    ours: 'Each has its own mark: TypeError with `ERR_INVALID_ARG_VALUE`.',
    notice: 'A documented error in place of a crash.',
  },
  19: {
    about: 'several first verifications at the same time',
    other:
      'They share one request for the JWK Set only where they have the same signal, and an aborted signal is left to the fetch function.',
    ours: 'They share it whatever their signals, where `as` object, URL, headers and fetch function are the same, until one of them has waited in vain; a caller whose signal aborts rejects alone, with the signal’s reason.',
    notice: 'Fewer requests; a signal works with a `customFetch` that ignores it.',
  },
  20: {
    about: 'the names `EdDSA` and `Ed25519`',
    other: 'A header with one does not match a key with the other.',
    ours: 'They match each other.',
    notice: 'More tokens of servers that changed the name verify.',
  },
  21: {
    about: 'a JWK Set cache from the future',
    other: 'An entry whose `uat` lies ahead stays fresh until then.',
    ours: 'It is stale; the set in memory is, where it was fetched 300 seconds ahead of the clock or more.',
    notice: 'One more request after the clock was set back.',
  },
  22: {
    about: 'objects of another realm',
    other: '`URL`, `URLSearchParams`, `AbortSignal` and `CryptoKey` must be instances of this realm’s classes.',
    ours: 'Their kind counts, as it does for `Response` and `Request`.',
    notice: 'Calls work from vm contexts, jsdom and iframes.',
  },
  23: {
    about: '`DPoP: null` among the options',
    other:
      'An error in one function, ignored in another; other falsy values are ignored where the value is tested for truth.',
    ours: '`undefined` and `null` mean none; anything else must be a handle, else TypeError with `ERR_INVALID_ARG_VALUE`.',
    notice: '`null` works everywhere, `false` nowhere.',
  },
  24: {
    about: 'keys that are used again',
    other: 'A public key is imported from its JWK for each verification.',
    ours: 'It is imported once and remembered.',
    notice: 'Faster; nothing else.',
  },
  25: {
    about: '`client_id` among the parameters, beside `ClientSecretBasic`',
    other: 'A foreign one is sent beside the credentials.',
    ours: 'One that is not the client’s is refused: TypeError with `ERR_INVALID_ARG_VALUE`.',
    notice: 'Requests that named another client fail before they are sent.',
  },
  26: {
    about: 'a 4xx answer that is JSON but no OAuth error',
    other: 'It is read from a clone; the response in `cause` is unread.',
    ours: 'It is read once; the response in `cause` has `bodyUsed === true`.',
    notice: 'The body of such a response cannot be read again: clone it in `customFetch` where it is wanted.',
  },
  27: {
    about: '`client.require_auth_time` with a value that is not a boolean',
    other: 'The hybrid validators take any truthy value for true.',
    ours: 'Only `true` is true, everywhere.',
    notice: 'A value such as `"yes"` demands nothing.',
  },
  28: {
    about: 'registration metadata that is no object',
    other: 'Reading it crashes with the engine’s TypeError.',
    ours: 'TypeError with `ERR_INVALID_ARG_TYPE`.',
    notice: 'The error carries a code.',
  },
  29: {
    about: 'an `expectedNonce` that is neither text nor `expectNoNonce` nor left out',
    other: 'It selects the path without a nonce check.',
    ours: 'TypeError with `ERR_INVALID_ARG_TYPE`.',
    notice: '`expectedNonce: null` must become `expectNoNonce` or go.',
  },
  30: {
    about: 'the fragment of an issuer or resource URL',
    other: 'It is kept in the URL that is requested.',
    ours: 'It is dropped; a query is kept.',
    notice: '`customFetch` gets the URL without it.',
  },
  31: {
    about: 'errors of another copy of the library',
    other: '`instanceof` is false for them.',
    ours: '`instanceof` holds across copies, and is false for objects that are none.',
    notice: 'Errors can be recognised when two versions are installed.',
  },
  32: {
    about:
      'values that nobody documented, such as `null` where an algorithm is named, or half a surrogate pair in a secret',
    other: 'The engine’s own TypeError or URIError comes through.',
    ours: 'A documented error, or what a missing value means.',
    notice: 'The error carries a code.',
  },
  33: {
    about: 'metadata and options whose members are inherited, as from a class instance or `Object.create`',
    other: 'The two hybrid validators and `userInfoRequest` see own members only.',
    ours: 'All functions read members alike.',
    notice: 'Such metadata is accepted where it was refused.',
  },
  34: {
    about: 'a JWK whose `key_ops` is text',
    other: 'The text is searched as if it were an array, so `"verify"` passes.',
    ours: 'RFC 7517 wants an array; a key with anything else is not used.',
    notice: 'A JWK Set with such a key ends in `KEY_SELECTION`.',
  },
  35: {
    about: 'an access token that no header can hold, for example with a line break',
    other: 'The platform’s TypeError comes through; its message contains the token.',
    ours: 'TypeError with `ERR_INVALID_ARG_VALUE`; the message does not contain it.',
    notice: 'The error carries a code.',
  },
  36: {
    about: '`null` as form parameters',
    other:
      'A parameter named `null` is sent by runtimes that make one of it, such as Node from 24 on; Node 20 sends none.',
    ours: 'It means none on every runtime.',
    notice: 'The parameter `null` is gone.',
    isHere: isNullText,
  },
}

export const differences: Difference[] = Object.entries(entries).map(([number, entry]) => ({
  number: Number(number),
  ...entry,
  ...recognisers[Number(number)],
}))
