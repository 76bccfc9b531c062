// The other realms that a Node process can have. The checks are those that browsers run with a frame.
import { equal, notEqual } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { EdgeVM } from '@edge-runtime/vm'
import { Window } from 'happy-dom'
import { JSDOM } from 'jsdom'
import typescript from 'typescript'
import { realmChecks, realmTitle } from '../runtimes/suite/realms.mjs'

// only each realm's own classes: those taken from Node are not from another realm
const realms = {
  jsdom: [
    new JSDOM('', { url: 'https://rp.example.test/' }).window,
    ['URL', 'URLSearchParams', 'AbortSignal', 'Headers'],
  ],
  'happy-dom': [
    new Window({ url: 'https://rp.example.test/' }),
    ['URL', 'AbortSignal', 'Headers', 'Request', 'Response'],
  ],
  'the vm context of edge-runtime': [new EdgeVM().context, ['Headers', 'Request', 'Response']],
}

for (const [where, [realm, names]] of Object.entries(realms)) {
  for (const name of names) {
    test(`${realmTitle(name)}: ${where}`, async () => {
      notEqual(realm[name], undefined)
      notEqual(realm[name], globalThis[name], 'not another class')
      await realmChecks[name](realm)
    })
  }
}

// a bundle for Node may run in a vm context, or in a sandbox like Electron's, whose Buffer is an imitation
const imitation = { isEncoding: (name) => name !== 'base64url' }
const sandboxes = {
  'nothing of Node': {},
  'the process of Node only': { process },
  "an imitation of Node's Buffer": { Buffer: imitation, process: { versions: {} } },
  'an imitation of Buffer, and the process of Node': { Buffer: imitation, process },
}

for (const [what, globals] of Object.entries(sandboxes)) {
  test(`node modules: the build for Node in a vm context that has ${what}`, async () => {
    const vm = new EdgeVM()
    Object.assign(vm.context, globals, { exports: {} })
    const source = readFileSync(new URL('node_modules/relying/dist/node/index.js', import.meta.url), 'utf8')
    const compilerOptions = { target: 'esnext', module: 'commonjs' }
    vm.evaluate(typescript.transpileModule(source, { compilerOptions }).outputText)
    const oauth = vm.context.exports
    equal(oauth.generateRandomState().length, 43)
    equal(await oauth.calculatePKCECodeChallenge('verifier'), 'iMnq5o6zALKXGivsnlom_0F5_WYda32GHkxlV7mq7hQ')
    for (const algorithm of ['ES256', 'RS256']) {
      const as = { issuer: 'https://as.example.test', jwks_uri: 'https://as.example.test/jwks' }
      const client = { client_id: as.issuer, authorization_signed_response_alg: algorithm }
      const { publicKey, privateKey } = await oauth.generateKeyPair(algorithm)
      const { kty, ...jwk } = await crypto.subtle.exportKey('jwk', publicKey)
      const parameters = { aud: client.client_id, code: 'the code', state: 'the state' }
      const response = await oauth.issueRequestObject({ issuer: client.client_id }, client, parameters, privateKey)
      const keys = async () => Response.json({ keys: [{ kty, crv: jwk.crv, x: jwk.x, y: jwk.y, n: jwk.n, e: jwk.e }] })
      const seen = await oauth.validateJwtAuthResponse(as, client, new URLSearchParams({ response }), 'the state', {
        [oauth.customFetch]: keys,
      })
      equal(seen.get('code'), 'the code')
      const { length } = await oauth.DPoP(client, { publicKey, privateKey }).calculateThumbprint()
      equal(length, 43)
    }
  })
}
