import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { USER } from '../administration.mjs'
import { decide } from '../authentication_channel.mjs'
import { deviation } from '../deviations.mjs'
import { authorizationRequest, authorize, flow, oauth, redeem, rejection, signedClaims } from '../relying_party.mjs'

export function fapiFlows(party) {
  const { as, http, keycloak } = party
  const client = {
    client_id: 'fapi2',
    id_token_signed_response_alg: 'PS256',
    authorization_signed_response_alg: 'PS256',
  }
  const auth = oauth.PrivateKeyJwt(keycloak.keys.PS256)
  const push = async (client, parameters, DPoP) => {
    const response = await oauth.pushedAuthorizationRequest(as, client, auth, parameters, { ...http, DPoP })
    const { request_uri } = await oauth.processPushedAuthorizationResponse(as, client, response)
    return { client_id: client.client_id, request_uri }
  }

  flow('fapi2-sp 5.3.3: PAR, PKCE, private_key_jwt and DPoP under its profile', async () => {
    const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    const request = await authorizationRequest(client)
    const url = await authorize(party, await push(client, request.parameters, DPoP))
    const callback = oauth.validateAuthResponse(as, client, url, request.state)
    const { response, result } = await redeem(party, client, callback, request, { auth, options: { DPoP } })
    assert.equal(decodeJwt(result.access_token).cnf.jkt, await DPoP.calculateThumbprint())
    assert.equal((await signedClaims(party, response, result)).aud, 'fapi2')
  })

  flow('fapi2-sp 5.3.2: a request that was not pushed, and one without a challenge, are refused', async () => {
    const request = await authorizationRequest(client)
    await assert.rejects(authorize(party, request.parameters), /PAR request_uri not included/)
    const { code_challenge, ...without } = request.parameters
    await rejection(push(client, without), { error: 'invalid_request', status: 400 })
  })

  flow('fapi2-ms 5.4.2: signed request and signed response under its profile', async () => {
    const client = {
      client_id: 'fapi2ms',
      id_token_signed_response_alg: 'PS256',
      authorization_signed_response_alg: 'PS256',
    }
    const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    const request = await authorizationRequest(client, { response_mode: 'jwt' })
    const signed = await oauth.issueRequestObject(as, client, request.parameters, keycloak.keys.PS256)
    const pushed = await push(client, { client_id: client.client_id, request: signed }, DPoP)
    const url = await authorize(party, pushed)
    const callback = await oauth.validateJwtAuthResponse(as, client, url, request.state, http)
    const { response, result } = await redeem(party, client, callback, request, { auth, options: { DPoP } })
    assert.equal((await signedClaims(party, response, result)).aud, 'fapi2ms')
    const unsigned = await authorize(party, await push(client, request.parameters, DPoP))
    deviation('unsigned-request', unsigned.searchParams.has('response'))
  })

  flow('fapi-ciba 5.2.2: signed request, private_key_jwt, certificate-bound tokens under its profile', async () => {
    const client = {
      client_id: 'fapiciba',
      backchannel_authentication_request_signing_alg: 'PS256',
      use_mtls_endpoint_aliases: true,
    }
    const mtls = party.mtls(keycloak.certificates.client)
    const ask = async (form) => {
      const response = await oauth.backchannelAuthenticationRequest(as, client, auth, form, mtls)
      return oauth.processBackchannelAuthenticationResponse(as, client, response)
    }
    const parameters = oauth.buildBackchannelAuthenticationParameters(client, {
      scope: 'openid',
      login_hint: USER.username,
      binding_message: 'PAYMENT-1',
    })
    keycloak.channel.clear()
    const request = await oauth.issueBackchannelAuthenticationRequestObject(as, client, parameters, keycloak.keys.PS256)
    const started = await ask({ request })
    await decide(keycloak, 'SUCCEED')
    const state = oauth.getBackchannelPollingState(as, client, started)
    const tokens = await oauth.pollBackchannelAuthenticationGrant(as, client, auth, state, mtls)
    assert.ok(decodeJwt(tokens.access_token).cnf['x5t#S256'])
    await rejection(ask(parameters), { error: 'invalid_request', status: 400 })
  })
}
