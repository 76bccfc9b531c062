// Drives glewlwyd, a third-party authorization server written in C, through every flow that it supports.
// One process: the server starts once (2 s), the flows register their tests, and the server ends after the last of
// them.
import { after } from 'node:test'
import { assertAllMet } from './deviations.mjs'
import { authorizationCodeFlows } from './flows/authorization_code.mjs'
import { authorizationRequestFlows } from './flows/authorization_request.mjs'
import { backchannelFlows } from './flows/backchannel_authentication.mjs'
import { clientAuthenticationFlows } from './flows/client_authentication.mjs'
import { clientCertificateFlows } from './flows/client_certificates.mjs'
import { deviceFlows } from './flows/device.mjs'
import { notificationFlows } from './flows/notifications.mjs'
import { proofOfPossessionFlows } from './flows/proof_of_possession.mjs'
import { registrationFlows } from './flows/registration.mjs'
import { tokenFlows } from './flows/tokens.mjs'
import { startNotificationEndpoint } from './notification_endpoint.mjs'
import { flow, relyingParty } from './relying_party.mjs'
import { startGlewlwyd } from './server.mjs'

let endpoint
const glewlwyd = await startGlewlwyd({
  async notifications(certificates) {
    endpoint = await startNotificationEndpoint(certificates)
    return endpoint.origin
  },
})
after(() => Promise.all([glewlwyd.stop(), endpoint.stop()]))
console.log(`glewlwyd ${glewlwyd.version} at ${glewlwyd.origin}`)

const party = await relyingParty(glewlwyd)

clientAuthenticationFlows(party)
await proofOfPossessionFlows(party)
authorizationCodeFlows(party)
authorizationRequestFlows(party)
tokenFlows(party)
deviceFlows(party)
backchannelFlows(party)
notificationFlows(party, endpoint)
clientCertificateFlows(party)
registrationFlows(party)

flow('every deviation of the table was observed', assertAllMet)
