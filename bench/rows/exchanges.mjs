import { badgateway, oauth4webapi, openid, portable, relying } from '../contenders.mjs'
import { clientId, clientSecret, issuer, json, server } from '../fixtures.mjs'

const tokens = json(200, { access_token: 'a'.repeat(40), token_type: 'DPoP', expires_in: 300 })
const bearerTokens = json(200, { access_token: 'a'.repeat(40), token_type: 'bearer', expires_in: 300 })
const pending = json(400, { error: 'authorization_pending', error_description: 'the user has not answered yet' })
const metadata = json(200, server)
const client = { client_id: clientId }

/** One CIBA poll, answered as `respond` says. */
function poll(library, authentication, options, respond, isPending) {
  const as = { ...server }
  options[library.customFetch] = async () => respond()
  return async () => {
    const response = await library.backchannelAuthenticationGrantRequest(as, client, authentication, 'req-1', options)
    try {
      await library.processBackchannelAuthenticationGrantResponse(as, client, response)
    } catch (error) {
      if (isPending && error.error === 'authorization_pending') return
      throw error
    }
  }
}

const basicPoll = (library) => poll(library, library.ClientSecretBasic(clientSecret), {}, pending, true)

async function boundPoll(library, respond, isPending) {
  const { privateKey } = await library.generateKeyPair('ES256')
  const DPoP = library.DPoP(client, await library.generateKeyPair('ES256'))
  return poll(library, library.PrivateKeyJwt({ key: privateKey, kid: 'k1' }), { DPoP }, respond, isPending)
}

/** What `new Response()` and reading it cost without any library. */
const bareRead = (respond) => async () => {
  await respond().json()
}

function credentials(library) {
  const as = { ...server }
  const authentication = library.ClientSecretBasic(clientSecret)
  const options = { [library.customFetch]: async () => bearerTokens() }
  return async () => {
    const response = await library.clientCredentialsGrantRequest(as, client, authentication, { scope: 'api' }, options)
    await library.processClientCredentialsResponse(as, client, response)
  }
}

function openidCredentials() {
  const config = new openid.Configuration(server, clientId, undefined, openid.ClientSecretBasic(clientSecret))
  config[openid.customFetch] = async () => bearerTokens()
  return () => openid.clientCredentialsGrant(config, { scope: 'api' })
}

function badgatewayCredentials() {
  const peer = new badgateway.OAuth2Client({
    server: issuer,
    clientId,
    clientSecret,
    tokenEndpoint: '/token',
    authenticationMethod: 'client_secret_basic',
    fetch: async () => bearerTokens(),
  })
  return () => peer.clientCredentials({ scope: ['api'] })
}

function discovery(library) {
  const options = { [library.customFetch]: async () => metadata() }
  const identifier = new URL(issuer)
  return async () => library.processDiscoveryResponse(identifier, await library.discoveryRequest(identifier, options))
}

const challenge =
  'DPoP realm="items", error="invalid_token", error_description="the access token expired", algs="ES256 PS256", Bearer realm="items"'

function challenges(library) {
  const response = new Response(null, { status: 401, headers: { 'www-authenticate': challenge } })
  const options = { [library.customFetch]: async () => response }
  const url = new URL('https://rs.example.com/items')
  return async () => {
    try {
      await library.protectedResourceRequest('token', 'GET', url, undefined, undefined, options)
    } catch (error) {
      if (error.cause?.length === 2) return
      throw error
    }
    throw new Error('no challenge seen')
  }
}

export async function rows() {
  return [
    {
      name: 'CIBA pending poll, client_secret_basic',
      goals: [{ mode: 'alone', clock: 'wall', atMost: 0.45 }],
      floorGoal: 2,
      contenders: {
        relying: basicPoll(relying),
        'relying, WebCrypto only': basicPoll(portable),
        oauth4webapi: basicPoll(oauth4webapi),
        floor: bareRead(pending),
      },
    },
    {
      name: 'CIBA pending poll, private_key_jwt and DPoP',
      goals: [{ mode: 'alone', clock: 'wall', atMost: 0.4 }],
      contenders: {
        relying: await boundPoll(relying, pending, true),
        'relying, WebCrypto only': await boundPoll(portable, pending, true),
        oauth4webapi: await boundPoll(oauth4webapi, pending, true),
        floor: bareRead(pending),
      },
    },
    {
      name: 'CIBA tokens, private_key_jwt and DPoP',
      goals: [{ mode: 'alone', clock: 'wall', atMost: 0.42 }],
      contenders: {
        relying: await boundPoll(relying, tokens, false),
        'relying, WebCrypto only': await boundPoll(portable, tokens, false),
        oauth4webapi: await boundPoll(oauth4webapi, tokens, false),
        floor: bareRead(tokens),
      },
    },
    {
      name: 'client credentials in memory',
      goals: [
        { mode: 'alone', clock: 'wall', atMost: 0.7 },
        { mode: 'alone', clock: 'wall', atMost: 1, against: 'badgateway' },
      ],
      floorGoal: 1.4,
      contenders: {
        relying: credentials(relying),
        'relying, WebCrypto only': credentials(portable),
        oauth4webapi: credentials(oauth4webapi),
        'openid-client': openidCredentials(),
        badgateway: badgatewayCredentials(),
        floor: bareRead(bearerTokens),
      },
    },
    {
      name: 'discovery',
      goals: [{ mode: 'alone', clock: 'wall', atMost: 1 }],
      contenders: {
        relying: discovery(relying),
        oauth4webapi: discovery(oauth4webapi),
        floor: bareRead(metadata),
      },
    },
    {
      name: 'WWW-Authenticate',
      goals: [{ mode: 'alone', clock: 'wall', atMost: 0.55 }],
      contenders: { relying: challenges(relying), oauth4webapi: challenges(oauth4webapi) },
    },
  ]
}
