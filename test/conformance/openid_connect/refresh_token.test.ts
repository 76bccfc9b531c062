// The Refresh Token plan, and two related modules about the ID Token of a refresh.
import assert from 'node:assert/strict'
import { missing } from 'relying/testing'
import { RefusedByTheApplication } from '../module.ts'
import { askForUserInfo, signIn } from './application.ts'
import { type Row, testRows } from './rows.ts'
import { issuer, type Suite } from './suite.ts'

const printable = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 0x20 + index))
const refused = ['authorization', 'token', 'userinfo', 'token']

const rows: Row[] = [
  {
    title:
      'oidc-core 12.1/1, rfc6749 6/1, 6/2: oidcc-client-test-refresh-token: UserInfo is requested with the new access token',
    play: refreshed(() => {}),
    ends: 'accepted',
    sees: [...refused, 'userinfo'],
  },
  {
    title: 'rfc6749 6/2: oidcc-client-test-refresh-token: the refresh token has every allowed character',
    on: ['code'],
    // the server of relying/testing does not know this token: it only has to arrive unchanged
    arrange: ({ server }) => server.misbehave('token.refresh_token', printable, { times: 1 }),
    play: refreshed(() => {}),
    ends: 'ResponseBodyError RESPONSE_BODY_ERROR',
    sees: refused,
  },
  {
    title: 'oidc-core 12.2/p1: oidcc-client-test-refresh-token: the refresh response has no ID Token',
    play: refreshed(({ server }) => server.misbehave('token.id_token', missing)),
    ends: 'accepted',
    sees: [...refused, 'userinfo'],
  },
  {
    title: 'oidc-core 12.2/1: oidcc-client-test-refresh-token-invalid-issuer: the new ID Token has another iss',
    play: refreshed(({ server }) => server.misbehave('id_token.iss', `${issuer}1`)),
    ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
    sees: refused,
  },
  {
    title: 'oidc-core 12.2/2: oidcc-client-test-refresh-token-invalid-sub: the new ID Token has another sub',
    play: refreshed(({ server }) => server.misbehave('id_token.sub', 'alice1')),
    ends: 'refused by the application',
    sees: refused,
  },
  {
    title: 'oidc-core 12.2/4: oidcc-client-test-refresh-token-invalid-aud: the new ID Token has another aud',
    play: refreshed(({ server }) => server.misbehave('id_token.aud', 'test-client1')),
    ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
    sees: refused,
  },
  {
    title:
      'oidc-core 3.1.3.7/4: oidcc-client-test-refresh-token-invalid-azp: the new ID Token has an azp, the first had none',
    play: refreshed(({ server }) => server.misbehave('id_token.azp', 'somebody-else')),
    ends: 'refused by the application',
    sees: refused,
  },
]

/** Signs in, refreshes with the deviation, and requests UserInfo again. */
function refreshed(goesWrong: (suite: Suite) => void): NonNullable<Row['play']> {
  return async (suite) => {
    const { oauth, http } = suite
    const { tokens, ...known } = await signIn(suite)
    const { as, client, auth } = known
    const before = oauth.getValidatedIdTokenClaims(tokens)
    goesWrong(suite)
    const response = await oauth.refreshTokenGrantRequest(as, client, auth, tokens.refresh_token as string, http)
    checkForm(suite, tokens.refresh_token as string)
    const renewed = await oauth.processRefreshTokenResponse(as, client, response)
    const after = oauth.getValidatedIdTokenClaims(renewed)
    // 12.2: the application keeps the claims of the first ID Token
    if (after && (after.sub !== before?.sub || after.azp !== before?.azp)) throw new RefusedByTheApplication()
    await askForUserInfo(suite, known, renewed.access_token, before?.sub as string)
  }
}

function checkForm({ server }: Suite, refreshToken: string): void {
  const form = new URLSearchParams(server.exchanges.at(-1)?.request.body)
  assert.equal(form.get('grant_type'), 'refresh_token')
  assert.equal(form.get('refresh_token'), refreshToken)
  // no wider than the granted scope; when omitted, it is the same
  assert.equal(form.get('scope'), null)
}

testRows(rows)
