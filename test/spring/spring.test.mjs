// Drives Spring Authorization Server, a third-party server written in Java, through the flows that it supports.
// One process: the server starts once, the flows register their tests, and the server ends after the last of them.
import { after, test } from 'node:test'
import { assertAllMet } from './deviations.mjs'
import { authorizationCodeFlows } from './flows/authorization_code.mjs'
import { authorizationRequestFlows } from './flows/authorization_request.mjs'
import { clientAuthenticationFlows } from './flows/client_authentication.mjs'
import { deviceFlows } from './flows/device.mjs'
import { discoveryFlows } from './flows/discovery.mjs'
import { proofOfPossessionFlows } from './flows/proof_of_possession.mjs'
import { registrationFlows } from './flows/registration.mjs'
import { resourceServerFlows } from './flows/resource_server.mjs'
import { tokenFlows } from './flows/tokens.mjs'
import { obstacle, VERSION } from './install.mjs'
import { flow, relyingParty } from './relying_party.mjs'
import { startSpring } from './server.mjs'

const skip = obstacle()
if (skip) test(`Spring Authorization Server of Spring Boot ${VERSION}`, { skip }, () => {})
else await drive()

async function drive() {
  const spring = await startSpring()
  after(() => spring.stop())
  console.log(`Spring Authorization Server of Spring Boot ${VERSION} at ${spring.origin}`)
  const party = await relyingParty(spring)

  discoveryFlows(party)
  clientAuthenticationFlows(party)
  authorizationCodeFlows(party)
  authorizationRequestFlows(party)
  proofOfPossessionFlows(party)
  tokenFlows(party)
  deviceFlows(party)
  registrationFlows(party)
  resourceServerFlows(party)

  flow('every deviation of the table was observed', assertAllMet)
}
