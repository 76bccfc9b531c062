import { createHmac } from 'node:crypto'
import { jose, oauth4webapi, openid, portable, relying } from '../contenders.mjs'
import { clientId, clientSecret, server, webCryptoKeyPair } from '../fixtures.mjs'
import { bareSignature } from './dpop.mjs'

const client = { client_id: clientId }

/** One client assertion, as a token request needs it. */
function asserter(authenticate) {
  const body = new URLSearchParams()
  const headers = new Headers()
  return async () => authenticate(server, client, body, headers)
}

function joseAsserter(key, alg) {
  return () =>
    new jose.SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg, kid: 'k1' })
      .setAudience(server.issuer)
      .setIssuer(clientId)
      .setSubject(clientId)
      .setIssuedAt()
      .setNotBefore('0s')
      .setExpirationTime('60s')
      .sign(key)
}

const goalsOf = {
  ES256: [
    { mode: 'alone', clock: 'wall', atMost: 0.4 },
    { mode: 'load', clock: 'total', atMost: 0.65 },
  ],
  RS256: [
    { mode: 'alone', clock: 'wall', atMost: 0.9 },
    { mode: 'load', clock: 'main', atMost: 0.55 },
  ],
}

export async function rows() {
  const list = []
  for (const alg of ['ES256', 'RS256', 'Ed25519']) {
    const foreign = await webCryptoKeyPair(alg)
    const generated = async (library) => (await library.generateKeyPair(alg)).privateKey
    const sign = (library, key) => asserter(library.PrivateKeyJwt({ key, kid: 'k1' }))
    list.push({
      name: `private_key_jwt, ${alg}, key from generateKeyPair`,
      goals: goalsOf[alg],
      floorGoal: alg === 'ES256' ? 1.15 : undefined,
      contenders: {
        relying: sign(relying, await generated(relying)),
        oauth4webapi: sign(oauth4webapi, await generated(oauth4webapi)),
        'openid-client': sign(openid, foreign.privateKey),
        jose: joseAsserter(foreign.privateKey, alg),
        floor: await bareSignature(alg),
      },
    })
    list.push({
      name: `private_key_jwt, ${alg}, foreign key that cannot be exported`,
      contenders: {
        relying: sign(relying, foreign.privateKey),
        'relying, WebCrypto only': sign(portable, foreign.privateKey),
        oauth4webapi: sign(oauth4webapi, foreign.privateKey),
        jose: joseAsserter(foreign.privateKey, alg),
      },
    })
  }
  const secret = new TextEncoder().encode(clientSecret)
  list.push({
    name: 'client_secret_jwt',
    contenders: {
      relying: asserter(relying.ClientSecretJwt(clientSecret)),
      oauth4webapi: asserter(oauth4webapi.ClientSecretJwt(clientSecret)),
      'openid-client': asserter(openid.ClientSecretJwt(clientSecret)),
      jose: joseAsserter(secret, 'HS256'),
      floor: async () => createHmac('sha256', clientSecret).update(clientSecret.repeat(6)).digest('base64url'),
    },
  })
  return list
}
