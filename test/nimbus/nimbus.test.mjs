// Drives an authorization server built with the Nimbus OAuth 2.0 SDK, a third-party Java library, through the flows for
// which it has messages. One process: the server starts once, the flows register their tests, and the server ends after
// the last of them.
import { after, test } from 'node:test'
import { assertAllMet } from './deviations.mjs'
import { authorizationCodeFlows } from './flows/authorization_code.mjs'
import { backchannelFlows } from './flows/backchannel_authentication.mjs'
import { clientAuthenticationFlows } from './flows/client_authentication.mjs'
import { deviceFlows } from './flows/device.mjs'
import { discoveryFlows } from './flows/discovery.mjs'
import { notifiedFlows } from './flows/notified.mjs'
import { proofOfPossessionFlows } from './flows/proof_of_possession.mjs'
import { registrationFlows } from './flows/registration.mjs'
import { signedRequestFlows } from './flows/signed_requests.mjs'
import { tokenFlows } from './flows/tokens.mjs'
import { obstacle, VERSION } from './install.mjs'
import { flow, relyingParty } from './relying_party.mjs'
import { startNimbus } from './server.mjs'

const skip = obstacle()
if (skip) test(`Nimbus OAuth 2.0 SDK ${VERSION}`, { skip }, () => {})
else await drive()

async function drive() {
  const nimbus = await startNimbus()
  after(() => nimbus.stop())
  console.log(`Nimbus OAuth 2.0 SDK ${VERSION} at ${nimbus.origin}`)
  const party = await relyingParty(nimbus)

  discoveryFlows(party)
  backchannelFlows(party)
  signedRequestFlows(party)
  notifiedFlows(party)
  authorizationCodeFlows(party)
  clientAuthenticationFlows(party)
  proofOfPossessionFlows(party)
  tokenFlows(party)
  deviceFlows(party)
  registrationFlows(party)

  flow('every deviation of the table was observed', assertAllMet)
}
