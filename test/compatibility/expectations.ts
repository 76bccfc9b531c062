/** Which outcomes each function must reach, on both sides: function, code, shape of the cause. */
import { functions as formFunctions } from './cases/form_requests.ts'
import { functions as hybridFunctions } from './cases/hybrid_responses.ts'
import { functions as tokenFunctions } from './cases/token_requests.ts'
import { functions as tokenResponseFunctions } from './cases/token_responses.ts'

/** How often each must occur. */
export const least = 5

export interface Expectation {
  fn: string
  code: string
  shape: string
}

const authenticated = [...tokenFunctions, ...formFunctions]
const discovered = ['processDiscoveryResponse', 'processResourceDiscoveryResponse']
const json = [
  ...tokenResponseFunctions,
  'processPushedAuthorizationResponse',
  'processDeviceAuthorizationResponse',
  'processBackchannelAuthenticationResponse',
  'processDynamicClientRegistrationResponse',
  'processIntrospectionResponse',
]
const verifying = [
  ...hybridFunctions,
  'validateJwtAuthResponse',
  'validateJwtAccessToken',
  'validateApplicationLevelSignature',
]
const reading = [
  ...tokenResponseFunctions,
  ...hybridFunctions,
  'processUserInfoResponse',
  'processIntrospectionResponse',
  'validateJwtAuthResponse',
  'validateJwtAccessToken',
]
const endpoints = [
  ...authenticated,
  'userInfoRequest',
  'dynamicClientRegistrationRequest',
  'resolveEndpoint',
  ...verifying,
]
const protocols = [
  ...endpoints,
  'discoveryRequest',
  'resourceDiscoveryRequest',
  'protectedResourceRequest',
  'checkProtocol',
]

const claims = '{ claims }'
const body = '{ body }'
const comparison = '{ expected, claims, claim }'
const timestamp = '{ claims, now, tolerance, claim }'
const attribute = '{ expected, body, attribute }'
const parameters = '{ parameters }'
const expectedParameters = '{ expected, parameters }'
const none = '-'

/** Functions, then their codes, each with its shapes. */
const table: [string[], Record<string, string[]>][] = [
  [endpoints, { MISSING_SERVER_METADATA: ['{ attribute }'], INVALID_SERVER_METADATA: ['{ attribute }'] }],
  [protocols, { HTTP_REQUEST_FORBIDDEN: ['URL'], REQUEST_PROTOCOL_FORBIDDEN: ['URL'] }],
  [
    [
      ...authenticated,
      'protectedResourceRequest',
      'userInfoRequest',
      'dynamicClientRegistrationRequest',
      'PrivateKeyJwt',
      'issueRequestObject',
    ],
    { UNSUPPORTED_OPERATION: ['CryptoKey'] },
  ],
  [['issueRequestObject'], { PARSE_ERROR: ['Error'] }],
  [['generateKeyPair'], { UNSUPPORTED_OPERATION: ['{ alg }'] }],
  [['authorizationCodeGrantRequest'], { INVALID_RESPONSE: [none] }],
  [['protectedResourceRequest'], { WWW_AUTHENTICATE_CHALLENGE: ['array'] }],
  [[...json, 'processRevocationResponse'], { WWW_AUTHENTICATE_CHALLENGE: ['array'], RESPONSE_BODY_ERROR: ['body'] }],
  [
    [...json, ...discovered, 'processRevocationResponse', 'processUserInfoResponse', ...verifying],
    { RESPONSE_IS_NOT_CONFORM: ['Response'], RESPONSE_IS_NOT_JSON: ['Response'] },
  ],
  [
    [...json, ...discovered, 'processUserInfoResponse', ...verifying],
    { PARSE_ERROR: ['Error'], INVALID_RESPONSE: [body] },
  ],
  [discovered, { JSON_ATTRIBUTE_COMPARISON: [attribute] }],
  [
    ['processUserInfoResponse'],
    {
      WWW_AUTHENTICATE_CHALLENGE: ['array'],
      JWT_USERINFO_EXPECTED: ['Response'],
      JSON_ATTRIBUTE_COMPARISON: [attribute],
      'no code': ['{ client, issuer, fallback }'],
    },
  ],
  [
    reading,
    {
      INVALID_RESPONSE: [claims, '{ header, expected, reason }', 'string'],
      JWT_CLAIM_COMPARISON: [comparison],
      JWT_TIMESTAMP_CHECK: [timestamp],
      PARSE_ERROR: ['Error'],
      UNSUPPORTED_OPERATION: ['{ header }'],
    },
  ],
  // an access token of five parts is refused differently: difference 5
  [reading.filter((fn) => fn !== 'validateJwtAccessToken'), { UNSUPPORTED_OPERATION: ['string'] }],
  [tokenResponseFunctions, { UNSUPPORTED_OPERATION: [body], JWT_CLAIM_COMPARISON: ['{ claims, claim }'] }],
  [['processIntrospectionResponse', 'validateJwtAccessToken'], { INVALID_RESPONSE: ['{ header }'] }],
  [
    ['validateAuthResponse', 'validateJwtAuthResponse', ...hybridFunctions],
    {
      AUTHORIZATION_RESPONSE_ERROR: ['URLSearchParams'],
      INVALID_RESPONSE: [none, parameters, expectedParameters],
      UNSUPPORTED_OPERATION: [none],
    },
  ],
  [
    hybridFunctions,
    {
      JWT_CLAIM_COMPARISON: ['{ claims, claim }', '{ code, alg, claim, claims }', '{ state, alg, claim, claims }'],
      JWT_TIMESTAMP_CHECK: ['{ now, claims, claim }'],
    },
  ],
  [
    verifying,
    {
      INVALID_RESPONSE: ['{ key, data, signature, algorithm }'],
      KEY_SELECTION: ['{ header, candidates, jwks_uri }'],
      UNSUPPORTED_OPERATION: ['{ alg }', 'CryptoKey'],
    },
  ],
  [
    ['validateJwtAccessToken'],
    {
      INVALID_REQUEST: ['{ headers }', claims],
      // internally these were `INVALID_REQUEST`
      INVALID_RESPONSE: ['{ headers }', '{ header }'],
      JWT_TIMESTAMP_CHECK: ['{ now, claims, claim }'],
      UNSUPPORTED_OPERATION: ['{ headers }', claims, 'JWK'],
    },
  ],
]

export const expectations: Expectation[] = table.flatMap(([functions, codes]) =>
  functions.flatMap((fn) =>
    Object.entries(codes).flatMap(([code, shapes]) => shapes.map((shape) => ({ fn, code, shape }))),
  ),
)
