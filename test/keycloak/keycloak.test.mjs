// Drives Keycloak, a third-party authorization server written in Java, through the flows that it supports.
// One process: the server starts once, the flows register their tests, and the server ends after the last of them.
import { after, test } from 'node:test'
import { assertAllMet } from './deviations.mjs'
import { authorizationCodeFlows } from './flows/authorization_code.mjs'
import { authorizationRequestFlows } from './flows/authorization_request.mjs'
import { backchannelFlows } from './flows/backchannel_authentication.mjs'
import { clientAuthenticationFlows } from './flows/client_authentication.mjs'
import { deviceFlows } from './flows/device.mjs'
import { fapiFlows } from './flows/fapi.mjs'
import { keyRotationFlows } from './flows/key_rotation.mjs'
import { proofOfPossessionFlows } from './flows/proof_of_possession.mjs'
import { registrationFlows } from './flows/registration.mjs'
import { resourceServerFlows } from './flows/resource_server.mjs'
import { signedAndPingedFlows } from './flows/signed_and_pinged.mjs'
import { tokenFlows } from './flows/tokens.mjs'
import { obstacle, VERSION } from './install.mjs'
import { flow, relyingParty } from './relying_party.mjs'
import { startKeycloak } from './server.mjs'

const skip = obstacle()
if (skip) test(`Keycloak ${VERSION}`, { skip }, () => {})
else await drive()

async function drive() {
  const keycloak = await startKeycloak()
  after(() => keycloak.stop())
  console.log(`Keycloak ${VERSION} at ${keycloak.origin}`)
  const party = await relyingParty(keycloak)

  backchannelFlows(party)
  signedAndPingedFlows(party)
  authorizationCodeFlows(party)
  authorizationRequestFlows(party)
  clientAuthenticationFlows(party)
  proofOfPossessionFlows(party)
  tokenFlows(party)
  deviceFlows(party)
  registrationFlows(party)
  resourceServerFlows(party)
  fapiFlows(party)
  keyRotationFlows(party)

  flow('every deviation of the table was observed', assertAllMet)
}
