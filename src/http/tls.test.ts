import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, json, network, server } from '../../test/fixtures/parties.ts'
import { failed, rejects } from '../../test/fixtures/refusal.ts'
import { validateAuthResponse } from '../authorization/authorization_response.ts'
import { pushedAuthorizationRequest } from '../authorization/pushed_authorization_request.ts'
import { ClientSecretPost } from '../client_authentication/client_secret_post.ts'
import { authorizationCodeGrantRequest } from '../grants/authorization_code.ts'
import { backchannelAuthenticationRequest } from '../grants/ciba.ts'
import { clientCredentialsGrantRequest } from '../grants/client_credentials.ts'
import { deviceAuthorizationRequest } from '../grants/device_code.ts'
import { refreshTokenGrantRequest } from '../grants/refresh_token.ts'
import { introspectionRequest } from '../introspection/introspection.ts'
import { fetchJwks } from '../jose/fetch_jwks.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import { discoveryRequest } from '../metadata/discovery.ts'
import { resourceDiscoveryRequest } from '../metadata/resource_discovery.ts'
import { protectedResourceRequest } from '../protected_resource/protected_resource_request.ts'
import { dynamicClientRegistrationRequest } from '../registration/registration.ts'
import { revocationRequest } from '../revocation/revocation.ts'
import { userInfoRequest } from '../userinfo/userinfo.ts'
import { allowInsecureRequests } from './options.ts'

type Options = ReturnType<typeof network>['options'] & { [allowInsecureRequests]?: boolean }
type Run = (as: AuthorizationServer, options: Options) => Promise<unknown>

const party = client()
const secret = ClientSecretPost('s3cret')
const callback = (as: AuthorizationServer) => validateAuthResponse(as, party, new URLSearchParams({ code: 'code' }))
const here = new URL('http://as.example/here')

const requests: [clauses: string, member: string, run: Run][] = [
  [
    'rfc6749 3.2/4, 10.3/1b, 10.4/2b, 10.8/1, oidc-core 3.1.3/2: codes',
    'token_endpoint',
    (as, options) =>
      authorizationCodeGrantRequest(as, party, secret, callback(as), 'https://rp.example/', 'verifier', options),
  ],
  [
    'rfc6749 3.2/4, 10.4/2b, 10.8/1: refresh tokens',
    'token_endpoint',
    (as, options) => refreshTokenGrantRequest(as, party, secret, 'token', options),
  ],
  [
    'rfc6749 3.2/4, 10.8/1: credentials',
    'token_endpoint',
    (as, options) => clientCredentialsGrantRequest(as, party, secret, {}, options),
  ],
  [
    'rfc8628 3.1/p4: device authorization',
    'device_authorization_endpoint',
    (as, options) => deviceAuthorizationRequest(as, party, secret, {}, options),
  ],
  [
    'ciba 7/2, fapi-ciba 7.9/p1: backchannel authentication',
    'backchannel_authentication_endpoint',
    (as, options) => backchannelAuthenticationRequest(as, party, secret, {}, options),
  ],
  [
    'rfc9126 2/1: pushed authorization',
    'pushed_authorization_request_endpoint',
    (as, options) => pushedAuthorizationRequest(as, party, secret, {}, options),
  ],
  [
    'rfc7009 2/2: revocation',
    'revocation_endpoint',
    (as, options) => revocationRequest(as, party, secret, 'token', options),
  ],
  [
    'rfc7662 2/2: introspection',
    'introspection_endpoint',
    (as, options) => introspectionRequest(as, party, secret, 'token', options),
  ],
  [
    'rfc7591 3/1: registration',
    'registration_endpoint',
    (as, options) => dynamicClientRegistrationRequest(as, {}, options),
  ],
  [
    'oidc-core 5.3/2, rfc6750 5.3/3: UserInfo',
    'userinfo_endpoint',
    (as, options) => userInfoRequest(as, party, 'token', options),
  ],
  ['rfc8414 2/4, fapi1-advanced 8.9/1: keys', 'jwks_uri', (as, options) => fetchJwks(as, options)],
  [
    'rfc6749 10.3/1b, rfc6750 5.3/3: protected resources',
    'here',
    (_, options) => protectedResourceRequest('token', 'GET', here, undefined, undefined, options),
  ],
  ['rfc8414 3/2, oidc-discovery 7.1/2: metadata', 'here', (_, options) => discoveryRequest(here, options)],
  ['rfc9728 7.2/1: metadata of a resource', 'here', (_, options) => resourceDiscoveryRequest(here, options)],
]
for (const [clauses, member, run] of requests) {
  test(`${clauses}, over TLS only`, async () => {
    const { options, sent } = network(json({ keys: [] }))
    const as = server({ [member]: here.href })
    await rejects(() => run(as, options), failed('HTTP_REQUEST_FORBIDDEN', here))
    assert.equal(sent.length, 0)
  })
  test(`compatible: ${clauses}, over plain HTTP if allowInsecureRequests is set`, async () => {
    const { options, sent } = network(json({ keys: [] }))
    await run(server({ [member]: here.href }), { ...options, [allowInsecureRequests]: true })
    assert.deepEqual(
      sent.map(({ url }) => new URL(url).protocol),
      ['http:'],
    )
  })
}
