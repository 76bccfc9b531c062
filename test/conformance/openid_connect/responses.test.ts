// Error responses by form_post, UserInfo, and aggregated and distributed claims.
import assert from 'node:assert/strict'
import * as jose from 'jose'
import { signIn } from './application.ts'
import { type Row, testRows } from './rows.ts'
import { changed, issuer, type Suite, type SuiteOptions } from './suite.ts'

const user = {
  sub: 'alice',
  name: 'Alice Example',
  email: 'alice@example.com',
  address: { country: 'US' },
  phone_number: '+1 555 0100',
}
const scopes = { name: 'profile', email: 'email', address: 'address', phone_number: 'phone' }
const rs256: SuiteOptions = { client: { userinfo_signed_response_alg: 'RS256' } }

// the aggregated claims, which the suite does not sign
const address = { address: { locality: 'Lisboa', country: 'PT' }, phone_number: '+351 21 000 0000' }
const aggregated = new jose.UnsecuredJWT(address).encode()
const claimsEndpoint = `${issuer}about_feet`

const rows: Row[] = [
  {
    title:
      'rfc6749 4.1.2.1/1, 4.1.2.1/4: oidcc-client-test-form-post-error: sign-in is impossible with prompt none and max_age 0',
    on: ['code by form_post', 'code id_token by form_post'],
    options: { decision: { error: 'login_required' } },
    play: (suite) =>
      assert.rejects(signIn(suite, { parameters: { prompt: 'none', max_age: '0' } }), (error) => {
        const { name, code, error: said } = error as Error & { code: string; error: string }
        assert.equal(name, 'AuthorizationResponseError')
        assert.equal(code, suite.oauth.AUTHORIZATION_RESPONSE_ERROR)
        assert.equal(said, 'login_required')
        return true
      }),
    ends: 'accepted',
    sees: ['authorization'],
  },
  {
    title:
      'oidc-core 5.3.1/2, rfc6750 2.1/1: oidcc-client-test-userinfo-bearer-header: UserInfo requires the token in the header',
    ends: 'accepted',
  },
  {
    title: 'oidc-core 5.3.2/5: oidcc-client-test-userinfo-invalid-sub: sub of UserInfo is a character longer',
    options: { answers: { userinfo: (response) => changed<typeof user>(response, also({ sub: 'alice1' })) } },
    ends: 'OperationProcessingError JSON_ATTRIBUTE_COMPARISON',
    sees: ['authorization', 'token', 'userinfo'],
  },
  ...Object.entries(scopes).map(
    ([claim, scope]): Row => ({
      title: `oidc-core 5.3.2/1: oidcc-client-test-scope-userinfo-claims: UserInfo has the claims of the scope ${scope}, and no others`,
      options: { user },
      play: async (suite) => {
        const { userinfo } = await signIn(suite, { parameters: { scope: `openid ${scope}` } })
        const { sub, ...released } = userinfo
        assert.equal(sub, 'alice')
        assert.deepEqual(released, { [claim]: user[claim as keyof typeof scopes] })
      },
      ends: 'accepted',
    }),
  ),
  {
    title: 'oidc-core 5.3.4/3, 5.3.2/7a: oidcc-client-test-userinfo-signed: UserInfo is signed with RS256',
    options: rs256,
    ends: 'accepted',
  },
  {
    title: 'oidc-core 5.3.2/1: oidcc-client-test-userinfo-signed: the application does not expect signed UserInfo',
    options: rs256,
    wishes: { client: { userinfo_signed_response_alg: undefined } },
    ends: 'accepted',
  },
  {
    title: 'oidc-core 5.3.2/8: oidcc-client-test-userinfo-signed: signed UserInfo has the aud of another client',
    on: ['code'],
    options: rs256,
    arrange: ({ server }) => server.misbehave('userinfo_jwt.aud', 'another-client'),
    ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
    sees: ['authorization', 'token', 'userinfo'],
  },
  {
    title: 'oidc-core 5.3.4/3: oidcc-client-test-userinfo-signed: the signature of UserInfo is invalid',
    on: ['code'],
    options: rs256,
    arrange: ({ server }) => server.misbehave('userinfo_jwt.signature', 'attacker'),
    ends: 'OperationProcessingError INVALID_RESPONSE',
    sees: ['authorization', 'token', 'userinfo'],
  },
  {
    title:
      'oidc-core 5.3.2/1: oidcc-client-test-aggregated-claims: UserInfo has the claims of another provider in a JWT',
    options: {
      answers: {
        userinfo: (response) =>
          changed(
            response,
            also({
              _claim_names: { address: 'src1', phone_number: 'src1' },
              _claim_sources: { src1: { JWT: aggregated } },
            }),
          ),
      },
    },
    play: async (suite) => {
      const { userinfo } = await signIn(suite)
      const { JWT } = sourceOf(userinfo, 'phone_number')
      // which providers to trust for which claims, and how these are protected, is up to the application
      assert.deepEqual(jose.UnsecuredJWT.decode(JWT as string).payload, address)
    },
    ends: 'accepted',
  },
  {
    title:
      'rfc6750 2.1/1: oidcc-client-test-distributed-claims: UserInfo says where claims are, and which token to use',
    options: {
      answers: {
        userinfo: (response) =>
          changed(
            response,
            also({
              _claim_names: { shoe_size: 'src1' },
              _claim_sources: { src1: { endpoint: claimsEndpoint, access_token: 'of-the-other-server' } },
            }),
          ),
      },
      others: {
        [claimsEndpoint]: (headers) => {
          assert.equal(headers.get('authorization'), 'Bearer of-the-other-server')
          return new Response(new jose.UnsecuredJWT({ shoe_size: 38 }).encode(), {
            headers: { 'content-type': 'application/jwt' },
          })
        },
      },
    },
    play: async (suite) => {
      const { userinfo } = await signIn(suite)
      const { endpoint, access_token } = sourceOf(userinfo, 'shoe_size')
      const { payload } = jose.UnsecuredJWT.decode(await fetchClaims(suite, endpoint as string, access_token as string))
      assert.deepEqual(payload, { shoe_size: 38 })
    },
    ends: 'accepted',
  },
]

function also(more: object): (body: object) => object {
  return (body) => ({ ...body, ...more })
}

function sourceOf(userinfo: object, claim: string): Record<string, unknown> {
  const { _claim_names: names, _claim_sources: sources } = userinfo as Record<string, Record<string, unknown>>
  return sources?.[names?.[claim] as string] as Record<string, unknown>
}

async function fetchClaims({ oauth, http }: Suite, endpoint: string, accessToken: string): Promise<string> {
  const url = new URL(endpoint)
  const response = await oauth.protectedResourceRequest(accessToken, 'GET', url, undefined, undefined, http)
  assert.equal(oauth.getContentType(response), 'application/jwt')
  return response.text()
}

testRows(rows)
