// The real authorization server of ../../servers, without configured clients: each runtime registers its clients itself
// (RFC 7591), so that no key or secret is shared between this process and the runtime under test.
import Provider, { errors } from 'oidc-provider'
import { configuration } from '../../servers/authorization_server/configuration.mjs'
import { interact } from '../../servers/authorization_server/interaction.mjs'

/** @param {string} issuer @param {string} mtlsOrigin where the same server requests client certificates */
export async function createAuthorizationServer(issuer, mtlsOrigin) {
  const provider = new Provider(issuer, {
    ...(await configuration({ clients: [], mtlsOrigin })),
    clientBasedCORS: () => true,
  })
  provider.on('server_error', (_, error) => console.error(error))
  const answer = provider.callback()
  return {
    async listener(req, res) {
      if (!req.url.startsWith('/interaction/')) return answer(req, res)
      try {
        await interact(provider, req, res)
      } catch (error) {
        console.error(error)
        res.writeHead(500).end()
      }
    },
    /** CIBA: the user's decision on the device. */
    async decide(authReqId, approved) {
      const request = await provider.BackchannelAuthenticationRequest.find(authReqId)
      if (!approved) return provider.backchannelResult(request, new errors.AccessDenied('the user refused'))
      const grant = new provider.Grant({ accountId: request.accountId, clientId: request.clientId })
      grant.addOIDCScope(request.scope)
      await grant.save()
      return provider.backchannelResult(request, grant, { authTime: Math.floor(Date.now() / 1000) })
    },
  }
}
