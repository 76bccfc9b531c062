import { createHash, hash, randomBytes } from 'node:crypto'
import { arctic, badgateway, oauth4webapi, openid, relying } from '../contenders.mjs'
import { clientId, issuer, verifier } from '../fixtures.mjs'

const sha256 = hash
  ? () => hash('sha256', verifier, 'base64url')
  : () => createHash('sha256').update(verifier).digest('base64url')

export async function rows() {
  const url = new arctic.OAuth2Client(clientId, null, null)
  const authorizationUrl = () =>
    url.createAuthorizationURLWithPKCE(`${issuer}/authorize`, 'state', arctic.CodeChallengeMethod.S256, verifier, [])
  const client = new badgateway.OAuth2Client({ clientId, server: issuer, authorizationEndpoint: '/authorize' })
  return [
    {
      name: 'PKCE S256 challenge',
      goals: [
        { mode: 'alone', clock: 'wall', atMost: 0.03 },
        { mode: 'load', clock: 'main', atMost: 0.1 },
      ],
      floorGoal: 1.4,
      perTurn: 16,
      contenders: {
        relying: () => relying.calculatePKCECodeChallenge(verifier),
        oauth4webapi: () => oauth4webapi.calculatePKCECodeChallenge(verifier),
        'openid-client': () => openid.calculatePKCECodeChallenge(verifier),
        'arctic (whole URL)': authorizationUrl,
        'badgateway (whole URL)': () =>
          client.authorizationCode.getAuthorizeUri({ redirectUri: `${issuer}/cb`, codeVerifier: verifier }),
        floor: async () => sha256(),
      },
    },
    {
      name: 'random state',
      goals: [{ mode: 'alone', clock: 'wall', atMost: process.versions.bun ? 1.05 : 0.15 }],
      perTurn: 16,
      contenders: {
        relying: async () => relying.generateRandomState(),
        oauth4webapi: async () => oauth4webapi.generateRandomState(),
        'openid-client': async () => openid.randomState(),
        arctic: async () => arctic.generateState(),
        floor: async () => randomBytes(32).toString('base64url'),
      },
    },
  ]
}
