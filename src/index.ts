/**
 * OAuth 2 and OpenID Connect for clients, in every JavaScript runtime.
 *
 * Every exchange is a pair of functions: one sends the request and resolves with a standard `Response`, one checks that response
 * and resolves with what it says.
 *
 * @module
 */

export { validateAuthResponse } from './authorization/authorization_response.ts'
export { formPostResponse } from './authorization/form_post.ts'
export { validateCodeIdTokenResponse, validateDetachedSignatureResponse } from './authorization/hybrid_response.ts'
export { validateJwtAuthResponse } from './authorization/jwt_response_mode.ts'
export {
  type PushedAuthorizationRequestOptions,
  type PushedAuthorizationResponse,
  processPushedAuthorizationResponse,
  pushedAuthorizationRequest,
} from './authorization/pushed_authorization_request.ts'
export { issueRequestObject } from './authorization/request_object.ts'
export { expectNoState, skipStateCheck } from './authorization/state.ts'
export type { ClientAuth } from './client_authentication/client_auth.ts'
export { ClientSecretBasic } from './client_authentication/client_secret_basic.ts'
export { ClientSecretJwt } from './client_authentication/client_secret_jwt.ts'
export { ClientSecretPost } from './client_authentication/client_secret_post.ts'
export { None } from './client_authentication/none.ts'
export { PrivateKeyJwt } from './client_authentication/private_key_jwt.ts'
export { TlsClientAuth } from './client_authentication/tls_client_auth.ts'
export { DPoP, type DPoPHandle, type DPoPRequestOptions } from './dpop/dpop.ts'
export { isDPoPNonceError } from './dpop/is_dpop_nonce_error.ts'
export { AuthorizationResponseError } from './errors/authorization_response_error.ts'
export { BackchannelAuthenticationError } from './errors/backchannel_authentication_error.ts'
export {
  AUTHORIZATION_RESPONSE_ERROR,
  BACKCHANNEL_AUTHENTICATION_ERROR,
  type ErrorCode,
  HTTP_REQUEST_FORBIDDEN,
  INVALID_REQUEST,
  INVALID_RESPONSE,
  INVALID_SERVER_METADATA,
  JSON_ATTRIBUTE_COMPARISON,
  JWT_CLAIM_COMPARISON,
  JWT_TIMESTAMP_CHECK,
  JWT_USERINFO_EXPECTED,
  KEY_SELECTION,
  MISSING_SERVER_METADATA,
  PARSE_ERROR,
  POLLING_EXPIRED,
  REQUEST_PROTOCOL_FORBIDDEN,
  RESPONSE_BODY_ERROR,
  RESPONSE_IS_NOT_CONFORM,
  RESPONSE_IS_NOT_JSON,
  UNSUPPORTED_OPERATION,
  WWW_AUTHENTICATE_CHALLENGE,
} from './errors/codes.ts'
export { OperationProcessingError } from './errors/operation_processing_error.ts'
export { type OAuth2Error, ResponseBodyError } from './errors/response_body_error.ts'
export { UnsupportedOperationError } from './errors/unsupported_operation_error.ts'
export {
  type WWWAuthenticateChallenge,
  WWWAuthenticateChallengeError,
  type WWWAuthenticateChallengeParameters,
} from './errors/www_authenticate_challenge_error.ts'
export {
  authorizationCodeGrantRequest,
  nopkce,
  nopkce as _nopkce,
  type ProcessAuthorizationCodeResponseOptions,
  processAuthorizationCodeResponse,
} from './grants/authorization_code.ts'
export {
  type BackchannelAuthenticationRequestOptions,
  type BackchannelAuthenticationResponse,
  backchannelAuthenticationGrantRequest,
  backchannelAuthenticationRequest,
  processBackchannelAuthenticationGrantResponse,
  processBackchannelAuthenticationResponse,
} from './grants/ciba.ts'
export type {
  ExpectedNotification,
  FindExpectedNotification,
  RejectedNotification,
} from './grants/ciba_notification.ts'
export { type AcceptedPing, validateBackchannelPing } from './grants/ciba_ping.ts'
export { getBackchannelPollingState, pollBackchannelAuthenticationGrant } from './grants/ciba_polling.ts'
export { type AcceptedPush, type ValidateBackchannelPushOptions, validateBackchannelPush } from './grants/ciba_push.ts'
export {
  type BackchannelAuthenticationParameters,
  buildBackchannelAuthenticationParameters,
  calculateClientNotificationTokenHash,
  generateClientNotificationToken,
} from './grants/ciba_request.ts'
export { issueBackchannelAuthenticationRequestObject } from './grants/ciba_request_object.ts'
export {
  type ClientCredentialsGrantRequestOptions,
  clientCredentialsGrantRequest,
  processClientCredentialsResponse,
} from './grants/client_credentials.ts'
export {
  type DeviceAuthorizationRequestOptions,
  type DeviceAuthorizationResponse,
  deviceAuthorizationRequest,
  deviceCodeGrantRequest,
  processDeviceAuthorizationResponse,
  processDeviceCodeResponse,
} from './grants/device_code.ts'
export { getDevicePollingState, pollDeviceCodeGrant } from './grants/device_polling.ts'
export { genericTokenEndpointRequest, processGenericTokenEndpointResponse } from './grants/extension_grant.ts'
export { processRefreshTokenResponse, refreshTokenGrantRequest } from './grants/refresh_token.ts'
export { getContentType } from './http/media_type.ts'
export {
  allowInsecureRequests,
  type CustomFetchOptions,
  customFetch,
  type HttpRequestOptions,
} from './http/options.ts'
export { checkProtocol } from './http/protocol.ts'
export type { IDToken } from './id_token/id_token.ts'
export { skipAuthTimeCheck } from './id_token/max_age.ts'
export { expectNoNonce } from './id_token/nonce.ts'
export {
  type IntrospectionRequestOptions,
  type IntrospectionResponse,
  introspectionRequest,
  processIntrospectionResponse,
} from './introspection/introspection.ts'
export type { JWSAlgorithm } from './jose/algorithms.ts'
export { _expectedIssuer } from './jose/claims.ts'
export type { ConfirmationClaims } from './jose/confirmation_claims.ts'
export { type GenerateKeyPairOptions, generateKeyPair } from './jose/generate_key_pair.ts'
export { type JWEDecryptOptions, type JweDecryptFunction, jweDecrypt } from './jose/jwe_decrypt.ts'
export type { JWK, JWKS } from './jose/jwk.ts'
export {
  type ExportedJWKSCache,
  type JWKSCacheInput,
  type JWKSCacheOptions,
  jwksCache,
  type ValidateSignatureOptions,
} from './jose/jwks.ts'
export { type ModifyAssertionFunction, type ModifyAssertionOptions, modifyAssertion } from './jose/modify_assertion.ts'
export type { PrivateKey } from './jose/private_key.ts'
export type { JsonArray, JsonObject, JsonPrimitive, JsonValue } from './json/json.ts'
export { validateApplicationLevelSignature } from './message_signing/application_level_signature.ts'
export type { AuthorizationServer, MTLSEndpointAliases } from './metadata/authorization_server.ts'
export { type Client, clockSkew, clockTolerance, type OmitSymbolProperties } from './metadata/client.ts'
export { type DiscoveryRequestOptions, discoveryRequest, processDiscoveryResponse } from './metadata/discovery.ts'
export { resolveEndpoint } from './metadata/endpoint.ts'
export { processResourceDiscoveryResponse, resourceDiscoveryRequest } from './metadata/resource_discovery.ts'
export type { ResourceServer } from './metadata/resource_server.ts'
export { _nodiscoverycheck } from './metadata/well_known_metadata.ts'
export {
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
} from './pkce/pkce.ts'
export type { CryptoKey, CryptoKeyPair } from './platform/crypto_key.ts'
export {
  type ProtectedResourceRequestBody,
  type ProtectedResourceRequestOptions,
  protectedResourceRequest,
} from './protected_resource/protected_resource_request.ts'
export {
  type DynamicClientRegistrationRequestOptions,
  dynamicClientRegistrationRequest,
  processDynamicClientRegistrationResponse,
} from './registration/registration.ts'
export {
  type JWTAccessTokenClaims,
  type ValidateJWTAccessTokenOptions,
  validateJwtAccessToken,
} from './resource_server/jwt_access_token.ts'
export { processRevocationResponse, type RevocationRequestOptions, revocationRequest } from './revocation/revocation.ts'
export { getValidatedIdTokenClaims } from './token_endpoint/id_token_claims.ts'
export { beginPoll, nextPollingState, type PollingState, type PollOutcome } from './token_endpoint/polling.ts'
export type { PollOptions } from './token_endpoint/polling_loop.ts'
export type { ProcessTokenResponseOptions, RecognizedTokenTypes } from './token_endpoint/process_token_response.ts'
export type { TokenEndpointRequestOptions } from './token_endpoint/token_endpoint_request.ts'
export type { AuthorizationDetails, TokenEndpointResponse } from './token_endpoint/token_endpoint_response.ts'
export {
  processUserInfoResponse,
  skipSubjectCheck,
  type UserInfoAddress,
  type UserInfoRequestOptions,
  type UserInfoResponse,
  userInfoRequest,
} from './userinfo/userinfo.ts'
