// The algorithms of FAPI 2 that a tester of the suite may choose, on either side. The modules use ES256.
import * as jose from 'jose'
import type { JsonValue } from '../../../src/json/json.ts'
import { testModules } from '../module.ts'
import { modules } from './rows.ts'
import type { Suite } from './server.ts'
import { securityProfile, signedResponses } from './variants.ts'

const variants = [...securityProfile, ...signedResponses]

const edwardsOfClient = await jose.generateKeyPair('EdDSA', { extractable: true })
const edwardsOfServer = await jose.generateKeyPair('EdDSA', { extractable: true })
const jwk = { ...(await jose.exportJWK(edwardsOfClient.publicKey)), kid: 'edwards', alg: 'EdDSA', use: 'sig' }

testModules(
  modules([
    {
      title: 'fapi2-sp 5.4.1/1.2: fapi2-security-profile-final-client-test-happy-path: PS256 on both sides',
      // generating RSA keys is slow
      variants: signedResponses.slice(0, 1),
      options: { algorithms: ['PS256'] },
      deviate: (suite) => {
        suite.proofAlgorithm = 'PS256'
      },
      ends: 'accepted',
    },
    {
      title:
        'fapi2-sp 5.4.1/1.2: fapi2-security-profile-final-client-test-happy-path: an Ed25519 key of the client, under the name that the suite knows',
      variants,
      options: { client: { jwks: { keys: [jwk] } as unknown as JsonValue } },
      deviate: (suite) => {
        suite.privateKey = { key: edwardsOfClient.privateKey, kid: 'edwards' }
        suite.proofAlgorithm = 'Ed25519'
        // otherwise the name is `Ed25519`
        suite.modify = (header) => {
          header.alg = 'EdDSA'
        }
      },
      ends: 'accepted',
    },
    {
      title:
        'fapi2-sp 5.4.1/1.2: fapi2-security-profile-final-client-test-happy-path: an Ed25519 key of the server, under the name that the suite knows',
      variants: securityProfile,
      deviate: signedWithEdwards,
      ends: 'accepted',
    },
  ]),
)

function signedWithEdwards(suite: Suite): void {
  suite.signedBy = 'EdDSA'
  suite.rewriteIdToken = async (jwt) =>
    new jose.SignJWT(jose.decodeJwt(jwt))
      .setProtectedHeader({ alg: 'EdDSA', kid: 'edwards' })
      .sign(edwardsOfServer.privateKey)
  suite.insteadOf.jwks = async () => {
    const key = await jose.exportJWK(edwardsOfServer.publicKey)
    return Response.json({ keys: [{ ...key, kid: 'edwards', alg: 'EdDSA', use: 'sig' }] })
  }
}
