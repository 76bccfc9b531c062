import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from './index.ts'

const functions =
  'authorizationCodeGrantRequest backchannelAuthenticationGrantRequest backchannelAuthenticationRequest calculatePKCECodeChallenge checkProtocol clientCredentialsGrantRequest ClientSecretBasic ClientSecretJwt ClientSecretPost deviceAuthorizationRequest deviceCodeGrantRequest discoveryRequest DPoP dynamicClientRegistrationRequest formPostResponse generateKeyPair generateRandomCodeVerifier generateRandomNonce generateRandomState genericTokenEndpointRequest getContentType getValidatedIdTokenClaims introspectionRequest isDPoPNonceError issueRequestObject None PrivateKeyJwt processAuthorizationCodeResponse processBackchannelAuthenticationGrantResponse processBackchannelAuthenticationResponse processClientCredentialsResponse processDeviceAuthorizationResponse processDeviceCodeResponse processDiscoveryResponse processDynamicClientRegistrationResponse processGenericTokenEndpointResponse processIntrospectionResponse processPushedAuthorizationResponse processRefreshTokenResponse processResourceDiscoveryResponse processRevocationResponse processUserInfoResponse protectedResourceRequest pushedAuthorizationRequest refreshTokenGrantRequest resolveEndpoint resourceDiscoveryRequest revocationRequest TlsClientAuth userInfoRequest validateApplicationLevelSignature validateAuthResponse validateCodeIdTokenResponse validateDetachedSignatureResponse validateJwtAccessToken validateJwtAuthResponse'
const classes =
  'AuthorizationResponseError OperationProcessingError ResponseBodyError UnsupportedOperationError WWWAuthenticateChallengeError'
const symbols =
  'allowInsecureRequests clockSkew clockTolerance customFetch expectNoNonce expectNoState jweDecrypt jwksCache modifyAssertion nopkce skipAuthTimeCheck skipStateCheck skipSubjectCheck _expectedIssuer _nodiscoverycheck _nopkce'

const all = oauth as unknown as Record<string, unknown>

test('compatible: 56 functions', () => {
  const names = functions.split(' ')
  assert.equal(names.length, 56)
  for (const name of names) assert.equal(typeof all[name], 'function', name)
})

test('compatible: 5 classes of errors', () => {
  for (const name of classes.split(' ')) assert.ok((all[name] as typeof Error).prototype instanceof Error, name)
})

test('compatible: 16 symbols without a description, each for itself; _nopkce is nopkce', () => {
  const made = symbols.split(' ').map((name) => all[name] as symbol)
  assert.equal(made.length, 16)
  for (const symbol of made) {
    assert.equal(typeof symbol, 'symbol')
    assert.equal(symbol.description, undefined)
  }
  assert.equal(new Set(made).size, 15)
  assert.equal(oauth._nopkce, oauth.nopkce)
})

test('compatible: asynchronous functions reject and never throw; made without arguments', async () => {
  const synchronous =
    /^(check|Client|DPoP|None|Private|Tls|generateRandom|getContent|getValidated|isDPoP|resolve|validateAuthResponse)/
  const names = functions.split(' ').filter((name) => !synchronous.test(name))
  for (const name of names) {
    const promise = (all[name] as () => unknown)()
    assert.ok(promise instanceof Promise, name)
    await assert.rejects(promise, TypeError, name)
  }
})
