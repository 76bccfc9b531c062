// Drives providers built from zitadel/oidc and ory/fosite, two third-party Go libraries, through the flows that they
// support. One process: the servers start once, the flows register their tests, and the servers end after the last of
// them.
import { after, test } from 'node:test'
import { assertAllMet } from './deviations.mjs'
import { authorizationCodeFlows } from './flows/authorization_code.mjs'
import { authorizationRequestFlows } from './flows/authorization_request.mjs'
import { clientAuthenticationFlows } from './flows/client_authentication.mjs'
import { deviceFlows } from './flows/device.mjs'
import { grantFlows } from './flows/grants.mjs'
import { tokenFlows } from './flows/tokens.mjs'
import { obstacle, versions } from './install.mjs'
import { flow, relyingParty } from './relying_party.mjs'
import { startServers } from './server.mjs'

const skip = obstacle()
if (skip) test(versions(), { skip }, () => {})
else await drive()

async function drive() {
  const servers = await startServers()
  after(() => servers.stop())
  console.log(`${versions()} at ${servers.origin}`)
  const zitadel = await relyingParty(servers, 'zitadel')
  const fosite = await relyingParty(servers, 'fosite')

  for (const party of [zitadel, fosite]) {
    authorizationCodeFlows(party)
    clientAuthenticationFlows(party)
    tokenFlows(party)
    grantFlows(party)
    authorizationRequestFlows(party)
  }
  deviceFlows(zitadel)

  flow('every deviation of the table was observed', assertAllMet)
}
