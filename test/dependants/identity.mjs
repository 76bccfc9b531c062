// Proof that the dependants ran on our code: what is installed, what each of them resolves and loads, what the server
// received.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as openidClient from 'openid-client'
import { flow } from './flow.mjs'
import { root } from './installation.mjs'

const DEPENDANTS = ['openid-client', '@auth/core', '@auth0/nextjs-auth0/server', '@auth0/auth0-auth-js']

export function identityChecks() {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const installed = fileURLToPath(new URL('node_modules/oauth4webapi', import.meta.url))

  flow('overrides: the only copy of oauth4webapi is our tarball', () => {
    // found by searching, because `npm ls` reports an override by a package of another name as invalid
    assert.deepEqual(foldersNamed('oauth4webapi', dirname(installed)), [installed])
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    assert.deepEqual([manifest.name, manifest.version], [name, version])
    const file = 'dist/node/index.js'
    assert.equal(readFileSync(join(installed, file), 'utf8'), readFileSync(join(root, file), 'utf8'))
  })

  flow('overrides: every dependant resolves oauth4webapi to it', () => {
    for (const dependant of DEPENDANTS) {
      // openid-client is between @auth0/auth0-auth-js and our package
      const resolve = createRequire(import.meta.resolve(dependant)).resolve
      assert.equal(resolve('oauth4webapi'), join(installed, 'dist/node/index.js'), dependant)
    }
  })

  flow('overrides: openid-client re-exports our error classes', async () => {
    const ours = await import('oauth4webapi')
    assert.equal(openidClient.ResponseBodyError, ours.ResponseBodyError)
    assert.equal(openidClient.AuthorizationResponseError, ours.AuthorizationResponseError)
    assert.equal(openidClient.WWWAuthenticateChallengeError, ours.WWWAuthenticateChallengeError)
  })
}

/** The user-agent of a request, if the dependant leaves that to us. */
export const USER_AGENT = /^relying\/v\d+\.\d+\.\d+$/

function foldersNamed(name, folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.name === name ? [path] : foldersNamed(name, path)
    })
}
