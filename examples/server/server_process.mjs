// A real authorization server (npm oidc-provider) for the examples: CIBA in poll mode, DPoP with nonces that the server
// issues, client authentication with `private_key_jwt`. Started by authorization_server.mjs, which says who the client is.

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import Provider, { errors } from 'oidc-provider'

const USERS = {
  alice: { name: 'Alice Example', email: 'alice@example.test', email_verified: true },
}

// The channel closes when the parent ends, in whichever way: a server without its program must not stay behind.
process.once('disconnect', () => process.exit())

const [{ client, answer, answerAfter }] = await once(process, 'message')

// Listen first: the issuer's name contains the port.
const server = createServer()
server.listen(0, 'localhost')
await once(server, 'listening')
const issuer = `http://localhost:${server.address().port}`

const provider = new Provider(issuer, {
  clients: [client],
  jwks: { keys: [signingKey()] },
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  scopes: ['openid'],
  claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
  clientAuthMethods: ['private_key_jwt'],
  enabledJWA: {
    idTokenSigningAlgValues: ['ES256'],
    clientAuthSigningAlgValues: ['ES256'],
    dPoPSigningAlgValues: ['ES256', 'Ed25519'],
  },
  findAccount: (_ctx, sub) => USERS[sub] && { accountId: sub, claims: () => ({ sub, ...USERS[sub] }) },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
    ciba: {
      enabled: true,
      deliveryModes: ['poll'],
      processLoginHint: (_ctx, hint) => (USERS[hint] ? hint : undefined),
      validateRequestContext: () => {},
      verifyUserCode: () => {},
      triggerAuthenticationDevice: (_ctx, request) => askUser(request),
    },
  },
})
provider.on('server_error', (_ctx, err) => console.error(err))
server.on('request', provider.callback())

process.send({ issuer })

/** The user's phone: it shows the request, and some seconds later the user has decided. */
function askUser(request) {
  const user = request.accountId
  process.send({ what: 'asked', user, message: request.params.binding_message })
  setTimeout(async () => {
    if (answer === 'deny') {
      await provider.backchannelResult(request, new errors.AccessDenied())
    } else {
      const grant = new provider.Grant({ accountId: user, clientId: request.clientId })
      grant.addOIDCScope(request.scope)
      await grant.save()
      await provider.backchannelResult(request, grant, { amr: ['pop'], authTime: Math.floor(Date.now() / 1000) })
    }
    process.send({ what: answer, user })
  }, answerAfter * 1000)
}

/** The key that signs ID Tokens: made at each start. */
function signingKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'bank-1' }
}
