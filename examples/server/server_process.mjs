// A real authorization server (npm oidc-provider) for the examples. Started by authorization_server.mjs, which passes
// the clients.

import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import Provider, { errors } from 'oidc-provider'
import { configuration } from './configuration.mjs'
import { interact } from './interaction.mjs'

// The channel closes when the parent ends, in whatever way: the server must not outlive its program.
process.once('disconnect', () => process.exit())

const [{ client, otherClients = [], answer, answerAfter, tls }] = await once(process, 'message')

// Listen first: the issuer's name contains the port.
const server = tls
  ? createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: false }) // the provider checks the certificate
  : createServer()
server.listen(0, 'localhost')
await once(server, 'listening')
const issuer = `${tls ? 'https' : 'http'}://localhost:${server.address().port}`

const provider = new Provider(issuer, configuration({ clients: [client, ...otherClients], askUser, mutualTls: !!tls }))
provider.on('server_error', (_ctx, err) => console.error(err))
const respond = provider.callback()
server.on('request', (request, response) => {
  if (!request.url.startsWith('/interaction/')) return respond(request, response)
  interact(provider, request, response).catch((err) => {
    console.error(err)
    response.writeHead(500).end()
  })
})

process.send({ issuer })

/** CIBA, the user's phone: it shows the request, and some seconds later the user decides. */
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
