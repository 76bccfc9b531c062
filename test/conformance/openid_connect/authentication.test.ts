// How the client authenticates: the success module in each variant, and the two modules about one method.
import assert from 'node:assert/strict'
import { signIn } from './application.ts'
import { type Row, testRows } from './rows.ts'
import { type ClientAuthMethod, issuer } from './suite.ts'

const everything: Record<Exclude<ClientAuthMethod, 'tls_client_auth' | 'self_signed_tls_client_auth'>, string> = {
  client_secret_basic: 'oidc-core 9/1: oidcc-client-test: the server supports only client_secret_basic',
  client_secret_post: 'oidc-core 9/2: oidcc-client-test: the server supports only client_secret_post',
  client_secret_jwt:
    'oidc-core 9/3, 9/3.1, 9/3.2, 9/3.3: oidcc-client-test: the server supports only client_secret_jwt',
  private_key_jwt: 'oidc-core 9/4, 9/4.1, 9/4.2, 9/4.3: oidcc-client-test: the server supports only private_key_jwt',
  none: 'oidc-core 9/5: oidcc-client-test: the client is public',
}

// the suite generates identifiers and secrets with every character that RFC 6749 allows
const printable = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 0x20 + index))
const difficult = { client_id: `client_${printable}`, client_secret: `secret_${printable}` }
const mtls = (url: string) => url.replace('://', '://mtls.')

const rows: Row[] = [
  ...Object.entries(everything).map(
    ([method, title]): Row => ({
      title,
      variant: { method: method as ClientAuthMethod },
      options: { announces: { token_endpoint_auth_methods_supported: [method] } },
      ends: 'accepted',
    }),
  ),
  {
    title: 'oidc-core 9/1: oidcc-client-test-client-secret-basic: client_secret_basic in any variant',
    variant: { method: 'client_secret_basic' },
    ends: 'accepted',
  },
  {
    title:
      'rfc6749 2.3.1/p1: oidcc-client-test-client-secret-basic: identifier and secret have every allowed character',
    options: { client: difficult },
    ends: 'accepted',
  },
  ...(['client_secret_post', 'client_secret_jwt'] as const).map(
    (method): Row => ({
      title: `rfc6749 2.3.1/1, 2.3.1/2: oidcc-client-test: identifier and secret have every allowed character, ${method}`,
      on: ['code'],
      variant: { method },
      options: { client: difficult },
      ends: 'accepted',
    }),
  ),
  ...(['tls_client_auth', 'self_signed_tls_client_auth'] as const).flatMap((method): Row[] => [
    {
      title: `rfc8705 2/3: oidcc-client-test: the token endpoint requires a certificate, ${method}`,
      variant: { method },
      options: {
        client: { use_mtls_endpoint_aliases: false },
        metadata: { token_endpoint: mtls(`${issuer}token`), mtls_endpoint_aliases: {} },
      },
      ends: 'accepted',
    },
    {
      title: `rfc8705 5/1a, 5/1b: oidcc-client-test-mtls-endpoint-aliases: the token endpoint has an alias, UserInfo has none, ${method}`,
      variant: { method },
      options: { announces: { mtls_endpoint_aliases: { token_endpoint: mtls(`${issuer}token`) } } },
      play: async (suite) => {
        await signIn(suite)
        const urlOf = (name: string) => suite.server.exchanges.find(({ endpoint }) => endpoint === name)?.request.url
        assert.equal(urlOf('token'), mtls(`${issuer}token`))
        assert.equal(urlOf('userinfo'), `${issuer}userinfo`)
      },
      ends: 'accepted',
    },
  ]),
]

testRows(rows)
