// The authorization server that the dependants talk to: npm oidc-provider, configured as for test/servers, in this process.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Provider, { errors } from 'oidc-provider'
import { makeCertificates } from '../glewlwyd/certificates.mjs'
import { configuration } from '../servers/authorization_server/configuration.mjs'
import { interact } from '../servers/authorization_server/interaction.mjs'
import { OP_HOST, routeToLoopback } from './network.mjs'

export const ISSUER = `https://${OP_HOST}`

export async function startProvider(clients) {
  silenceNotices()
  const folder = mkdtempSync(join(tmpdir(), 'dependants-'))
  const certificates = makeCertificates(folder)
  rmSync(folder, { recursive: true })
  const provider = new Provider(ISSUER, await settings(clients, decide))
  const server = createServer(certificates.server)
  const requests = []
  const answer = provider.callback()
  server.on('request', (request, response) => {
    requests.push({
      path: request.url.split('?')[0],
      userAgent: request.headers['user-agent'],
      headers: request.headers,
    })
    if (!request.url.startsWith('/interaction/')) return answer(request, response)
    interact(provider, request, response).catch((error) => response.writeHead(500).end(String(error)))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  routeToLoopback({ port: server.address().port, ca: certificates.ca })

  /** CIBA: the user's decision on the device. */
  async function decide(authReqId, result) {
    const request = await provider.BackchannelAuthenticationRequest.find(authReqId)
    if (result === 'deny') return provider.backchannelResult(request, new errors.AccessDenied())
    const grant = new provider.Grant({ accountId: request.accountId, clientId: request.clientId })
    grant.addOIDCScope(request.scope)
    await grant.save()
    return provider.backchannelResult(request, grant, { authTime: Math.floor(Date.now() / 1000) })
  }

  return {
    /** The requests since the last call: path, user-agent and headers. */
    takeRequests: () => requests.splice(0),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The provider prints long warnings that its pages and its store are the defaults. */
function silenceNotices() {
  for (const level of ['info', 'warn']) {
    const write = console[level]
    console[level] = (...message) => {
      if (!String(message[0]).includes('oidc-provider')) write(...message)
    }
  }
}

async function settings(clients, decide) {
  const all = await configuration({ clients, mtlsOrigin: ISSUER })
  all.clientBasedCORS = () => false
  // Auth0's kind of login_hint is a JSON object with the subject
  all.features.ciba.processLoginHint = (_ctx, hint) => (hint.startsWith('{') ? JSON.parse(hint).sub : hint)
  all.features.ciba.triggerAuthenticationDevice = (_ctx, { jti, params }) => {
    setTimeout(() => decide(jti, params.binding_message).catch(console.error), 200)
  }
  return all
}
