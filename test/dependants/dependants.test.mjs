// Unchanged packages that depend on oauth4webapi run on our package instead, as black boxes, against npm oidc-provider
// on loopback.
import { after } from 'node:test'
import { clients } from './clients.mjs'
import { installDependants } from './installation.mjs'
import { startProvider } from './provider.mjs'

installDependants()
const provider = await startProvider(clients)
after(() => provider.stop())

// imported only now: they do not exist before the installation, and the provider has rerouted the network
const { identityChecks } = await import('./identity.mjs')
const { openidClientFlows } = await import('./openid_client.mjs')
const { authCoreFlows } = await import('./auth_core.mjs')
const { auth0AuthJsFlows } = await import('./auth0_auth_js.mjs')
const { nextjsAuth0Flows } = await import('./nextjs_auth0.mjs')

identityChecks()
openidClientFlows()
authCoreFlows(provider)
auth0AuthJsFlows()
nextjsAuth0Flows(provider)
