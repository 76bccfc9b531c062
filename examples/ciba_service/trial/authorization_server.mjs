// The provider of the trials, in a process of its own: npm oidc-provider with CIBA in poll and ping mode, DPoP nonces
// and signed requests. stage.mjs starts it and decides for the users; it reports what it is asked and what is redeemed.

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import Provider, { errors } from 'oidc-provider'
import { Agent, fetch } from 'undici'

process.once('disconnect', () => process.exit())
const [{ clients, ca }] = await once(process, 'message')

const USERS = { alice: 'Alice Example', early: 'Early Bird', many: 'Many Pings' }
const dispatcher = new Agent({ connect: { ca } })
const server = createServer().listen(0, 'localhost')
await once(server, 'listening')
const issuer = `http://localhost:${server.address().port}`
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const asked = []

const provider = new Provider(issuer, {
  clients,
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'bank-1' }] },
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  scopes: ['openid'],
  claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
  clientAuthMethods: ['private_key_jwt'],
  enabledJWA: {
    idTokenSigningAlgValues: ['ES256'],
    clientAuthSigningAlgValues: ['ES256'],
    requestObjectSigningAlgValues: ['ES256'],
    dPoPSigningAlgValues: ['ES256'],
  },
  findAccount: (_ctx, sub) =>
    USERS[sub] && { accountId: sub, claims: () => ({ sub, name: USERS[sub], email: `${sub}@example.test` }) },
  ttl: { BackchannelAuthenticationRequest: (ctx) => Number(ctx?.oidc?.params?.requested_expiry ?? 60) },
  // By default it sends nothing to this machine, where the trials' notification endpoints are, with their certificate.
  fetch: async (url, { dispatcher: _, signal: __, headers, ...options }) => {
    const send = () => fetch(url, { ...options, headers: Object.fromEntries(headers), dispatcher })
    const answers = await Promise.all(Array.from({ length: many ? 100 : 1 }, send))
    process.send({ answered: answers.map(({ status }) => status) })
    return answers[0]
  },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    requestObjects: { enabled: true },
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
    ciba: {
      enabled: true,
      deliveryModes: ['poll', 'ping'],
      processLoginHint: (_ctx, hint) => (USERS[hint] ? hint : undefined),
      validateRequestContext: () => {},
      validateBindingMessage: () => {},
      verifyUserCode: () => {},
      async triggerAuthenticationDevice(ctx, request) {
        const { accountId: user } = request
        process.send({ asked: { user, message: request.params.binding_message, signed: 'request' in ctx.oidc.body } })
        // this user has decided, and the ping has arrived, before the provider responds
        many = user === 'many'
        if (user === 'early') await decide(request, 'approve')
        else asked.push(request)
      },
    },
  },
})
let many = false
provider.on('server_error', (_ctx, error) => console.error(error))
provider.on('grant.success', ({ oidc }) => {
  if (oidc.params.grant_type === 'urn:openid:params:grant-type:ciba')
    process.send({ redeemed: oidc.params.auth_req_id })
})
provider.on('grant.error', ({ oidc }, { error }) => process.send({ refused: error, id: oidc.params?.auth_req_id }))
server.on('request', provider.callback())

process.on('message', ({ answer }) => {
  const request = asked.shift()
  decide(request, answer).catch((error) => console.error(error))
})
process.send({ issuer })

async function decide(request, answer) {
  if (answer === 'deny') return provider.backchannelResult(request, new errors.AccessDenied('no'))
  const grant = new provider.Grant({ accountId: request.accountId, clientId: request.clientId })
  grant.addOIDCScope(request.scope)
  await grant.save()
  return provider.backchannelResult(request, grant, { amr: ['pop'], authTime: Math.floor(Date.now() / 1000) })
}
