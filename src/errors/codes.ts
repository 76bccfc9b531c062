/** `code` of a {@link WWWAuthenticateChallengeError}: the server answered with `WWW-Authenticate` challenges. */
export const WWW_AUTHENTICATE_CHALLENGE = 'OAUTH_WWW_AUTHENTICATE_CHALLENGE'

/** `code` of a {@link ResponseBodyError}: the server answered with an OAuth 2.0 error body. */
export const RESPONSE_BODY_ERROR = 'OAUTH_RESPONSE_BODY_ERROR'

/** `code` of an {@link UnsupportedOperationError}: something this library deliberately does not do. */
export const UNSUPPORTED_OPERATION = 'OAUTH_UNSUPPORTED_OPERATION'

/** `code` of an {@link AuthorizationResponseError}: the authorization response carries an `error`. */
export const AUTHORIZATION_RESPONSE_ERROR = 'OAUTH_AUTHORIZATION_RESPONSE_ERROR'

/** `code` when UserInfo came as plain JSON although the client is configured for a signed JWT. */
export const JWT_USERINFO_EXPECTED = 'OAUTH_JWT_USERINFO_EXPECTED'

/** `code` when JSON or base64url does not parse: in a body, a part of a JWT, or a request parameter. */
export const PARSE_ERROR = 'OAUTH_PARSE_ERROR'

/** `code` when something that a server sent does not have the form that the specification requires. */
export const INVALID_RESPONSE = 'OAUTH_INVALID_RESPONSE'

/** `code` when a request to a protected resource, a ping or a push is malformed, or its token is missing or unknown. */
export const INVALID_REQUEST = 'OAUTH_INVALID_REQUEST'

/**
 * `code` when a response has a media type other than JSON and its body is not JSON either. For a 4xx response, the
 * media type alone decides.
 */
export const RESPONSE_IS_NOT_JSON = 'OAUTH_RESPONSE_IS_NOT_JSON'

/**
 * `code` when a response has a status other than the one that the specification requires, and neither challenges nor
 * an OAuth error that would explain it.
 */
export const RESPONSE_IS_NOT_CONFORM = 'OAUTH_RESPONSE_IS_NOT_CONFORM'

/** `code` when a request would use a scheme other than `https:`. */
export const HTTP_REQUEST_FORBIDDEN = 'OAUTH_HTTP_REQUEST_FORBIDDEN'

/**
 * `code` when `allowInsecureRequests` is set and a request would use a scheme that is neither `https:` nor `http:`.
 * Without that option the code is {@link HTTP_REQUEST_FORBIDDEN}.
 */
export const REQUEST_PROTOCOL_FORBIDDEN = 'OAUTH_REQUEST_PROTOCOL_FORBIDDEN'

/** `code` when a time claim of a JWT fails its comparison with the clock. */
export const JWT_TIMESTAMP_CHECK = 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED'

/** `code` when a claim of a JWT does not have the expected value. */
export const JWT_CLAIM_COMPARISON = 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'

/** `code` when a member of a JSON body does not have the expected value. */
export const JSON_ATTRIBUTE_COMPARISON = 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED'

/** `code` when no key of the JWK Set, or more than one, could have made a signature. */
export const KEY_SELECTION = 'OAUTH_KEY_SELECTION_FAILED'

/** `code` when the server metadata lacks a required endpoint. */
export const MISSING_SERVER_METADATA = 'OAUTH_MISSING_SERVER_METADATA'

/** `code` when an endpoint in the server metadata is not an absolute URL. */
export const INVALID_SERVER_METADATA = 'OAUTH_INVALID_SERVER_METADATA'

/** `code` when polling ended because the `auth_req_id` or the `device_code` has expired. */
export const POLLING_EXPIRED = 'OAUTH_POLLING_EXPIRED'

/** `code` of a {@link BackchannelAuthenticationError}: the authorization server pushed an error. */
export const BACKCHANNEL_AUTHENTICATION_ERROR = 'OAUTH_BACKCHANNEL_AUTHENTICATION_ERROR'

/** Every `code` that an error of this library can have, except those of `TypeError`s for misuse. */
export type ErrorCode =
  | typeof WWW_AUTHENTICATE_CHALLENGE
  | typeof RESPONSE_BODY_ERROR
  | typeof UNSUPPORTED_OPERATION
  | typeof AUTHORIZATION_RESPONSE_ERROR
  | typeof JWT_USERINFO_EXPECTED
  | typeof PARSE_ERROR
  | typeof INVALID_RESPONSE
  | typeof INVALID_REQUEST
  | typeof RESPONSE_IS_NOT_JSON
  | typeof RESPONSE_IS_NOT_CONFORM
  | typeof HTTP_REQUEST_FORBIDDEN
  | typeof REQUEST_PROTOCOL_FORBIDDEN
  | typeof JWT_TIMESTAMP_CHECK
  | typeof JWT_CLAIM_COMPARISON
  | typeof JSON_ATTRIBUTE_COMPARISON
  | typeof KEY_SELECTION
  | typeof MISSING_SERVER_METADATA
  | typeof INVALID_SERVER_METADATA
  | typeof POLLING_EXPIRED
  | typeof BACKCHANNEL_AUTHENTICATION_ERROR
