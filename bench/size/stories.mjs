/** What programs import, story by story. The names also exist in oauth4webapi, so that both can be weighed. */

const discovery = ['discoveryRequest', 'processDiscoveryResponse']

const code = [
  ...discovery,
  'generateRandomCodeVerifier',
  'calculatePKCECodeChallenge',
  'generateRandomState',
  'generateRandomNonce',
  'validateAuthResponse',
  'authorizationCodeGrantRequest',
  'processAuthorizationCodeResponse',
  'getValidatedIdTokenClaims',
  'ClientSecretPost',
  'userInfoRequest',
  'processUserInfoResponse',
]

/** `atMost` is the goal: the ratio of the gzip and brotli sizes to those of oauth4webapi. */
export const stories = {
  'code, PKCE, OIDC': { names: code, atMost: 0.85, without: ['dpop+jwt'] },
  'the same with ID Token signature': {
    names: [...code, 'validateApplicationLevelSignature'],
    atMost: 0.85,
    without: ['dpop+jwt'],
  },
  'CIBA, DPoP, private_key_jwt': {
    names: [
      ...discovery,
      'backchannelAuthenticationRequest',
      'processBackchannelAuthenticationResponse',
      'backchannelAuthenticationGrantRequest',
      'processBackchannelAuthenticationGrantResponse',
      'DPoP',
      'PrivateKeyJwt',
      'generateKeyPair',
      'isDPoPNonceError',
    ],
    atMost: 0.85,
    without: ['urn:ietf:params:oauth:grant-type:device_code'],
  },
  'client credentials': {
    names: [...discovery, 'clientCredentialsGrantRequest', 'processClientCredentialsResponse', 'ClientSecretBasic'],
    atMost: 0.8,
    without: ['ECDSA', 'dpop+jwt', 'client-assertion-type'],
  },
  revocation: {
    names: ['revocationRequest', 'processRevocationResponse', 'ClientSecretBasic'],
    without: ['ECDSA', 'dpop+jwt', 'id_token'],
  },
  'PKCE and state': {
    names: ['generateRandomCodeVerifier', 'calculatePKCECodeChallenge', 'generateRandomState'],
    without: ['ECDSA', 'dpop+jwt', 'www-authenticate'],
  },
  'one symbol': { names: ['customFetch'], bytesAtMost: 200 },
}

/** No bundle for a browser contains these. */
export const nowhere = ['node:', 'getBuiltinModule', 'undici']

/** A word of one specification belongs only in the bundles of that specification's names; in any other bundle it is ballast. */
export const belongsTo = {
  ECDSA: [
    'DPoP',
    'PrivateKeyJwt',
    'generateKeyPair',
    'issueBackchannelAuthenticationRequestObject',
    'issueRequestObject',
    'validateApplicationLevelSignature',
    'validateBackchannelPush',
    'validateCodeIdTokenResponse',
    'validateDetachedSignatureResponse',
    'validateJwtAccessToken',
    'validateJwtAuthResponse',
  ],
  'dpop+jwt': ['DPoP', 'validateJwtAccessToken'],
  'at+jwt': ['validateJwtAccessToken'],
  'oauth-authz-req+jwt': ['issueRequestObject'],
  'token-introspection+jwt': ['introspectionRequest', 'processIntrospectionResponse'],
  'client-assertion-type': ['PrivateKeyJwt', 'ClientSecretJwt'],
  'urn:openid:params:grant-type:ciba': ['backchannelAuthenticationGrantRequest', 'pollBackchannelAuthenticationGrant'],
  'urn:ietf:params:oauth:grant-type:device_code': ['deviceCodeGrantRequest', 'pollDeviceCodeGrant'],
}
