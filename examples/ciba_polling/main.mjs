// Signs a user in with CIBA in poll mode and survives a restart: a file keeps the state that is needed to continue
// until the sign-in has ended.
//
//   node examples/ciba_polling/main.mjs     simulates a program that is killed while it waits, and its successor

import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as oauth from 'relying'
import { startAuthorizationServer } from '../server/authorization_server.mjs'

const key = { kid: 'shop-1', pair: await oauth.generateKeyPair('ES256') }
const publicJwk = await crypto.subtle.exportKey('jwk', key.pair.publicKey)
const server = await startAuthorizationServer({
  client: {
    client_id: 'shop',
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [{ ...publicJwk, kid: key.kid, alg: 'ES256', use: 'sig' }] },
    grant_types: ['urn:openid:params:grant-type:ciba'],
    backchannel_token_delivery_mode: 'poll',
    response_types: [],
    redirect_uris: [],
    id_token_signed_response_alg: 'ES256',
    dpop_bound_access_tokens: true,
  },
  answer: 'approve',
  answerAfter: 7,
})

const client = { client_id: 'shop', backchannel_token_delivery_mode: 'poll', id_token_signed_response_alg: 'ES256' }
const clientAuthentication = oauth.PrivateKeyJwt({ key: key.pair.privateKey, kid: key.kid })
const http = { [oauth.allowInsecureRequests]: true } // only for the demonstration server on this machine
const file = join(tmpdir(), `sign-in-${randomUUID()}.json`)

const issuer = new URL(server.issuer)
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))

// #region ask
/** Asks the provider to authenticate a user; resolves with the state to store. */
async function ask(loginHint) {
  const parameters = oauth.buildBackchannelAuthenticationParameters(client, {
    scope: 'openid profile email',
    login_hint: loginHint,
    binding_message: 'SHOP-0042', // the user sees it here and on the phone
    requested_expiry: 120,
  })
  const response = await oauth.backchannelAuthenticationRequest(as, client, clientAuthentication, parameters, http)
  const authentication = await oauth.processBackchannelAuthenticationResponse(as, client, response)
  return oauth.getBackchannelPollingState(as, client, authentication)
}
// #endregion ask

// #region poll
/** Waits for the user, from the beginning or from where another process stopped. */
async function signIn(loginHint, signal) {
  const state = stored() ?? (await ask(loginHint))
  store(state)
  // its key binds the tokens: a process that continues with another key gets tokens for that one
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
  const options = { ...http, DPoP, signal, onProgress: store }
  try {
    const tokens = await oauth.pollBackchannelAuthenticationGrant(as, client, clientAuthentication, state, options)
    return oauth.getValidatedIdTokenClaims(tokens)
  } finally {
    // unless the polling was only interrupted, there is nothing to continue
    if (!signal?.aborted) rmSync(file)
  }
}

/** The state contains a secret, the `auth_req_id`: nobody else may read the file. */
function store(state) {
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 })
  renameSync(`${file}.new`, file) // a program that is killed while it writes leaves no incomplete file
}

function stored() {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}
// #endregion poll

try {
  const ending = AbortSignal.timeout(6000)
  await signIn('alice', ending).catch((error) => {
    if (!ending.aborted) throw error
    const { attempts, notBefore } = stored()
    const seconds = Math.ceil(notBefore - Date.now() / 1000)
    console.log(`ended after ${attempts} poll; the next one is due in ${seconds} s`)
  })
  const { sub } = await signIn('alice')
  console.log(`its successor went on. Signed in: ${sub}`)
} finally {
  rmSync(file, { force: true })
  server.stop()
}
