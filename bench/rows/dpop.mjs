import { createPrivateKey, sign } from 'node:crypto'
import { dpop, hasOwnBuild, jose, oauth4webapi, portable, relying } from '../contenders.mjs'
import { accessToken, audience, webCryptoKeyPair } from '../fixtures.mjs'

const url = new URL(`${audience}/api/items?page=2`)
const message = Buffer.alloc(400, 'x')

/** The bare signature: the least that a proof can cost. */
export async function bareSignature(alg) {
  const { privateKey } = await jose.generateKeyPair(alg, { extractable: true })
  const key = createPrivateKey({ key: await jose.exportJWK(privateKey), format: 'jwk' })
  return async () => sign(alg === 'Ed25519' ? null : 'sha256', message, key)
}

async function bareWebCrypto() {
  const { privateKey } = await webCryptoKeyPair('ES256')
  return () => crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, message)
}

/** One proof with `ath`, by the handle that every request uses. */
function prover(library, keyPair) {
  const handle = library.DPoP({}, keyPair)
  const headers = new Headers()
  return () => handle.addProof(url, headers, 'GET', accessToken)
}

/** The same proof by hand. */
async function joseProver({ privateKey, publicKey }, alg) {
  const jwk = await jose.exportJWK(publicKey)
  const header = { alg, typ: 'dpop+jwt', jwk }
  const htu = url.origin + url.pathname
  return async () => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(accessToken))
    const ath = jose.base64url.encode(new Uint8Array(digest))
    return new jose.SignJWT({ htm: 'GET', htu, ath, jti: crypto.randomUUID() })
      .setProtectedHeader(header)
      .setIssuedAt()
      .sign(privateKey)
  }
}

const es256 = [
  { mode: 'alone', clock: 'wall', atMost: 0.26 },
  { mode: 'load', clock: 'total', atMost: 0.4 },
]
const webCryptoOnly = [{ mode: 'alone', clock: 'wall', atMost: 0.65 }]
const rsa = [
  { mode: 'alone', clock: 'wall', atMost: 0.9 },
  { mode: 'load', clock: 'main', atMost: 0.55 },
]

/** Node 20 and 22 let any key take the fast path. In later versions a foreign key that cannot be exported stays with WebCrypto. */
const foreignKeysAreFast = hasOwnBuild && Number(process.versions.node.split('.')[0]) < 23

export async function rows() {
  const list = []
  for (const alg of ['ES256', 'Ed25519', 'RS256', 'PS256']) {
    const foreign = await webCryptoKeyPair(alg)
    const goals = alg.includes('S2') && alg !== 'ES256' ? rsa : alg === 'ES256' ? es256 : undefined
    const peers = async (keyPair) => ({
      dpop: () => dpop.generateProof(keyPair, url.origin + url.pathname, 'GET', undefined, accessToken),
      jose: await joseProver(keyPair, alg),
      floor: await bareSignature(alg),
    })
    list.push({
      name: `DPoP proof, ${alg}, key from generateKeyPair`,
      goals,
      floorGoal: alg === 'ES256' ? 1.15 : undefined,
      contenders: {
        relying: prover(relying, await relying.generateKeyPair(alg)),
        oauth4webapi: prover(oauth4webapi, await oauth4webapi.generateKeyPair(alg)),
        ...(await peers(foreign)),
      },
    })
    list.push({
      name: `DPoP proof, ${alg}, foreign key that cannot be exported`,
      goals: alg === 'ES256' ? (foreignKeysAreFast ? es256 : webCryptoOnly) : goals,
      contenders: {
        relying: prover(relying, foreign),
        oauth4webapi: prover(oauth4webapi, foreign),
        ...(await peers(foreign)),
      },
    })
  }
  const foreign = await webCryptoKeyPair('ES256')
  list.push({
    name: 'DPoP proof, ES256, WebCrypto only',
    goals: webCryptoOnly,
    floorGoal: 1.2,
    contenders: {
      relying: prover(portable, foreign),
      oauth4webapi: prover(oauth4webapi, foreign),
      floor: await bareWebCrypto(),
    },
  })
  return list
}
