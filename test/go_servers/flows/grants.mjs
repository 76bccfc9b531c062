import assert from 'node:assert/strict'
import { SignJWT } from 'jose'
import { SECRET, USER } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { oauth, rejection, signIn } from '../relying_party.mjs'

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

export function grantFlows(party) {
  const { as, http, basic, flow, name, servers } = party
  const main = { client_id: 'main' }
  const clientCredentials = async (client_id, auth, parameters = {}) => {
    const client = { client_id }
    const response = await oauth.clientCredentialsGrantRequest(as, client, auth, parameters, http)
    return oauth.processClientCredentialsResponse(as, client, response)
  }
  const generic = async (grantType, parameters) => {
    const response = await oauth.genericTokenEndpointRequest(as, main, basic, grantType, parameters, http)
    return oauth.processGenericTokenEndpointResponse(as, main, response)
  }
  const sub = async ({ access_token }) => {
    const response = await oauth.introspectionRequest(as, main, basic, access_token, http)
    return (await oauth.processIntrospectionResponse(as, main, response)).sub
  }

  flow('rfc6749 4.4: client credentials', async () => {
    for (const [id, auth] of [
      ['main', basic],
      ['post', oauth.ClientSecretPost(SECRET)],
    ]) {
      const result = await clientCredentials(id, auth, { scope: 'openid' })
      assert.equal(result.token_type, 'bearer')
      assert.ok(result.expires_in > 0)
      assert.equal(result.refresh_token, undefined)
    }
  })

  flow('rfc6749 4.4: client credentials with a wrong secret', () =>
    rejection(clientCredentials('main', oauth.ClientSecretBasic('wrong')), { error: 'invalid_client', status: 401 }),
  )

  const assertion = (key, more) =>
    new SignJWT({
      // zitadel/oidc: a client for itself; fosite: a client on behalf of a user
      ...(name === 'zitadel'
        ? { iss: 'main', sub: 'main', aud: as.issuer }
        : { iss: 'main', sub: USER.id, aud: as.token_endpoint }),
      jti: crypto.randomUUID(),
      ...more,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'client-RS256' })
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(key)

  flow('rfc7523 2.1: a JWT as an authorization grant, with the generic grant', async () => {
    const { key } = servers.keys.RS256
    const result = await generic(JWT_BEARER, { assertion: await assertion(key), scope: 'openid' })
    assert.equal(result.token_type, 'bearer')
    if (name === 'fosite') assert.equal(await sub(result), USER.id)
  })

  flow('rfc7523 3.1: a grant signed by another key, or for another audience, is refused', async () => {
    const { privateKey } = await oauth.generateKeyPair('RS256')
    for (const refused of [
      await assertion(privateKey),
      await assertion(servers.keys.RS256.key, { aud: 'https://other.example.test' }),
    ]) {
      const request = generic(JWT_BEARER, { assertion: refused, scope: 'openid' })
      await rejection(request, { error: 'invalid_grant', status: 400 })
    }
  })

  flow('rfc6749 5.2: an unknown grant type', () =>
    rejection(generic('urn:example:unknown', {}), { name: 'ResponseBodyError', status: 400 }),
  )

  if (name === 'fosite') {
    flow('rfc6749 3.3: client credentials with a scope that the client may not request', () =>
      rejection(clientCredentials('main', basic, { scope: 'openid email' }), { error: 'invalid_scope', status: 400 }),
    )
    return
  }

  flow('rfc7523 2.2: client credentials with private_key_jwt', async () => {
    const { error, status } = await rejection(
      clientCredentials('keyed-RS256', oauth.PrivateKeyJwt(servers.keys.RS256)),
      {},
    )
    deviation('zitadel-client-credentials', error === 'invalid_client' && status === 401)
  })

  flow('rfc8693 2: token exchange with the generic grant', async () => {
    const { result } = await signIn(party, main)
    const subject = { subject_token: result.access_token, subject_token_type: ACCESS_TOKEN }
    const exchanged = await generic(TOKEN_EXCHANGE, {
      ...subject,
      requested_token_type: ACCESS_TOKEN,
      audience: 'main',
      scope: 'openid',
    })
    assert.equal(exchanged.issued_token_type, ACCESS_TOKEN)
    assert.notEqual(exchanged.access_token, result.access_token)
    assert.equal(await sub(exchanged), USER.id)
    const unknown = generic(TOKEN_EXCHANGE, { ...subject, subject_token: 'unknown' })
    await rejection(unknown, { error: 'invalid_request', status: 400 })
    await rejection(generic(TOKEN_EXCHANGE, {}), { error: 'invalid_request', status: 400 })
  })
}
