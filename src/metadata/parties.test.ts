import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, json, server } from '../../test/fixtures/parties.ts'
import { type Refusal, rejection, rejects, thrown, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import * as oauth from '../index.ts'

type As = oauth.AuthorizationServer
type Client = oauth.Client

const auth = oauth.None()
const url = new URLSearchParams()
const unread = () => json({})

// every exported function that takes both; the other arguments are wrong, because they must be checked later
const both: Record<string, (as: As, client: Client) => unknown> = {
  authorizationCodeGrantRequest: (a, c) => oauth.authorizationCodeGrantRequest(a, c, auth, url, '', ''),
  backchannelAuthenticationGrantRequest: (a, c) => oauth.backchannelAuthenticationGrantRequest(a, c, auth, ''),
  backchannelAuthenticationRequest: (a, c) => oauth.backchannelAuthenticationRequest(a, c, auth, {}),
  clientCredentialsGrantRequest: (a, c) => oauth.clientCredentialsGrantRequest(a, c, auth, {}),
  deviceAuthorizationRequest: (a, c) => oauth.deviceAuthorizationRequest(a, c, auth, {}),
  deviceCodeGrantRequest: (a, c) => oauth.deviceCodeGrantRequest(a, c, auth, ''),
  genericTokenEndpointRequest: (a, c) => oauth.genericTokenEndpointRequest(a, c, auth, '', {}),
  introspectionRequest: (a, c) => oauth.introspectionRequest(a, c, auth, ''),
  issueRequestObject: (a, c) => oauth.issueRequestObject(a, c, {}, {} as never),
  processAuthorizationCodeResponse: (a, c) => oauth.processAuthorizationCodeResponse(a, c, {} as never),
  processBackchannelAuthenticationGrantResponse: (a, c) =>
    oauth.processBackchannelAuthenticationGrantResponse(a, c, {} as never),
  processBackchannelAuthenticationResponse: (a, c) => oauth.processBackchannelAuthenticationResponse(a, c, {} as never),
  processClientCredentialsResponse: (a, c) => oauth.processClientCredentialsResponse(a, c, {} as never),
  processDeviceAuthorizationResponse: (a, c) => oauth.processDeviceAuthorizationResponse(a, c, {} as never),
  processDeviceCodeResponse: (a, c) => oauth.processDeviceCodeResponse(a, c, {} as never),
  processGenericTokenEndpointResponse: (a, c) => oauth.processGenericTokenEndpointResponse(a, c, {} as never),
  processIntrospectionResponse: (a, c) => oauth.processIntrospectionResponse(a, c, {} as never),
  processPushedAuthorizationResponse: (a, c) => oauth.processPushedAuthorizationResponse(a, c, {} as never),
  processRefreshTokenResponse: (a, c) => oauth.processRefreshTokenResponse(a, c, {} as never),
  processUserInfoResponse: (a, c) => oauth.processUserInfoResponse(a, c, '', {} as never),
  pushedAuthorizationRequest: (a, c) => oauth.pushedAuthorizationRequest(a, c, auth, {}),
  refreshTokenGrantRequest: (a, c) => oauth.refreshTokenGrantRequest(a, c, auth, ''),
  revocationRequest: (a, c) => oauth.revocationRequest(a, c, auth, ''),
  userInfoRequest: (a, c) => oauth.userInfoRequest(a, c, ''),
  validateAuthResponse: (a, c) => oauth.validateAuthResponse(a, c, {} as never),
  validateCodeIdTokenResponse: (a, c) => oauth.validateCodeIdTokenResponse(a, c, {} as never, ''),
  validateDetachedSignatureResponse: (a, c) => oauth.validateDetachedSignatureResponse(a, c, {} as never, ''),
  validateJwtAuthResponse: (a, c) => oauth.validateJwtAuthResponse(a, c, {} as never),
}
const serverOnly: Record<string, (as: As) => unknown> = {
  dynamicClientRegistrationRequest: (a) => oauth.dynamicClientRegistrationRequest(a, null as never),
  validateApplicationLevelSignature: (a) => oauth.validateApplicationLevelSignature(a, unread()),
  validateJwtAccessToken: (a) => oauth.validateJwtAccessToken(a, {} as never, ''),
}

const wrongServers: [unknown, Refusal][] = [
  [undefined, wrongType],
  [null, wrongType],
  ['https://as.example', wrongType],
  [() => {}, wrongType],
  [{}, wrongType],
  [{ issuer: null }, wrongType],
  [{ issuer: new URL('https://as.example') }, wrongType],
  [{ issuer: '' }, wrongValue],
]
const wrongClients: [unknown, Refusal][] = [
  [undefined, wrongType],
  [null, wrongType],
  ['the client', wrongType],
  [{}, wrongType],
  [{ client_id: 1 }, wrongType],
  [{ client_id: '' }, wrongValue],
]

async function refused(name: string, run: () => unknown, refusal: Refusal, label: string): Promise<void> {
  // the only one of these functions that is synchronous
  const error =
    name === 'validateAuthResponse' ? thrown(run, refusal) : await rejection(run as () => Promise<unknown>, refusal)
  assert.match(error.message, new RegExp(`^"${label}`))
}

for (const [name, call] of Object.entries({ ...both, ...serverOnly })) {
  test(`misuse: the server, in ${name}`, async () => {
    for (const [as, refusal] of wrongServers) await refused(name, () => call(as as never, null as never), refusal, 'as')
  })
}
for (const [name, call] of Object.entries(both)) {
  test(`misuse: the client, in ${name}`, async () => {
    for (const [wrong, refusal] of wrongClients) {
      await refused(name, () => call({ issuer: 'x' }, wrong as never), refusal, 'client')
    }
  })
}

test('misuse: the client, when an ID Token is required', async () => {
  const options = { requireIdToken: true }
  await rejects(() => oauth.processAuthorizationCodeResponse(server(), null as never, unread(), options), wrongType)
  await rejects(() => oauth.processAuthorizationCodeResponse(null as never, client(), unread(), options), wrongType)
})

const as = server()
const own = client()
const unproven = () => oauth.validateAuthResponse(as, own, new URLSearchParams('code=c'))
const requests: Record<string, () => Promise<Response>> = {
  authorizationCode: () => oauth.authorizationCodeGrantRequest(as, own, auth, unproven(), 'https://rp', oauth.nopkce),
  ciba: () => oauth.backchannelAuthenticationRequest(as, own, auth, {}),
  cibaGrant: () => oauth.backchannelAuthenticationGrantRequest(as, own, auth, 'a'),
  clientCredentials: () => oauth.clientCredentialsGrantRequest(as, own, auth, {}),
  device: () => oauth.deviceAuthorizationRequest(as, own, auth, {}),
  deviceGrant: () => oauth.deviceCodeGrantRequest(as, own, auth, 'd'),
  discovery: () => oauth.discoveryRequest(new URL(as.issuer)),
  generic: () => oauth.genericTokenEndpointRequest(as, own, auth, 'g', {}),
  introspection: () => oauth.introspectionRequest(as, own, auth, 't'),
  pushed: () => oauth.pushedAuthorizationRequest(as, own, auth, {}),
  refreshToken: () => oauth.refreshTokenGrantRequest(as, own, auth, 'r'),
  registration: () => oauth.dynamicClientRegistrationRequest(as, {}),
  resource: () => oauth.protectedResourceRequest('t', 'GET', new URL('https://api.example')),
  resourceDiscovery: () => oauth.resourceDiscoveryRequest(new URL('https://api.example')),
  revocation: () => oauth.revocationRequest(as, own, auth, 't'),
  userInfo: () => oauth.userInfoRequest(as, own, 't'),
}
for (const [name, send] of Object.entries(requests)) {
  test(`compatible: without options, one request goes through the global fetch: ${name}`, async (t) => {
    const answer = json({})
    const fetch = t.mock.method(globalThis, 'fetch', async () => answer)
    assert.equal(await send(), answer)
    assert.equal(fetch.mock.callCount(), 1)
  })
}
