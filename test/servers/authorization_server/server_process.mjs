// The authorization server of the server tests, in its own process: npm oidc-provider with everything enabled, on three
// free loopback ports: https, https that requests a client certificate, and plain http (a separate issuer).
// ../server.ts starts it and sends it the clients, the certificates, and the user's decisions.

import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import Provider, { errors } from 'oidc-provider'
import { configuration } from './configuration.mjs'
import { registerExtensionGrants } from './extension_grants.mjs'
import { interact } from './interaction.mjs'

// The channel closes when the tests end, however they end. The server must not stay behind.
process.once('disconnect', () => process.exit())

const [{ clients, certificates }] = await once(process, 'message')

const { key, cert } = certificates.server
const servers = {
  https: createHttpsServer({ key, cert }),
  mtls: createHttpsServer({
    key,
    cert,
    ca: certificates.authority.cert,
    requestCert: true,
    rejectUnauthorized: false, // the provider compares a self-signed certificate with the client's jwks
  }),
  http: createHttpServer(),
}
const port = {}
for (const [name, server] of Object.entries(servers)) {
  server.listen(0, 'localhost')
  await once(server, 'listening')
  port[name] = server.address().port
}

const issuer = `https://localhost:${port.https}`
const insecureIssuer = `http://localhost:${port.http}`
const secure = await provider(issuer)
const insecure = await provider(insecureIssuer)
servers.https.on('request', secure.listener)
servers.mtls.on('request', secure.listener)
servers.http.on('request', insecure.listener)

process.on('message', async ({ id, authReqId, answer }) => {
  try {
    await decide(authReqId, answer)
    process.send({ id })
  } catch (err) {
    process.send({ id, error: String(err) })
  }
})
process.send({ issuer, insecureIssuer })

async function provider(name) {
  const mtlsOrigin = `https://localhost:${port.mtls}`
  const instance = new Provider(
    name,
    await configuration({ clients, mtlsOrigin, authority: certificates.authority.cert }),
  )
  registerExtensionGrants(instance)
  instance.on('server_error', (_ctx, err) => console.error(err))
  const answer = instance.callback()
  const listener = (request, response) => {
    if (!request.url.startsWith('/interaction/')) return answer(request, response)
    interact(instance, request, response).catch((err) => {
      console.error(err)
      response.writeHead(500).end()
    })
  }
  return { instance, listener }
}

/** CIBA: the user's decision on the device. */
async function decide(authReqId, answer) {
  const { instance } = secure
  const request = await instance.BackchannelAuthenticationRequest.find(authReqId)
  if (answer === 'deny') return instance.backchannelResult(request, new errors.AccessDenied())
  const grant = new instance.Grant({ accountId: request.accountId, clientId: request.clientId })
  grant.addOIDCScope(request.scope)
  await grant.save()
  return instance.backchannelResult(request, grant, { amr: ['pop'], authTime: Math.floor(Date.now() / 1000) })
}
