// Without this file a lockfile could be committed that `npm ci` refuses on another machine, or that names the registry of this one.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { leftOut } from '../../tools/complete_lockfiles.mjs'
import { repositoryFiles } from '../../tools/repository_files.mjs'

const root = new URL('../../', import.meta.url)
const files = repositoryFiles('package-lock.json', fileURLToPath(root))

test('every lockfile has the packages for other platforms, too (tools/complete_lockfiles.mjs adds them)', () => {
  assert.ok(files.length > 1)
  for (const file of files) assert.deepEqual(leftOut(JSON.parse(readFileSync(new URL(file, root), 'utf8'))), [], file)
})

test('no lockfile has the URLs of its packages', () => {
  for (const file of files) assert.doesNotMatch(readFileSync(new URL(file, root), 'utf8'), /"resolved": "http/, file)
})

test('an omitted package is detected, whichever package needs it, with the platform from its name', () => {
  const optionalDependencies = { '@a/linux-arm64-musl': '1.0.0', '@a/win32-x64-gnu': '1.0.0', '@a/darwin-x64': '1.0.0' }
  const packages = {
    '': {},
    'node_modules/b/node_modules/a': { dev: true, optionalDependencies },
    'node_modules/b/node_modules/@a/darwin-x64': { version: '1.0.0' },
    'node_modules/c/node_modules/@a/linux-arm64-musl': { version: '1.0.0' },
  }
  const entry = { version: '1.0.0', dev: true, optional: true }
  assert.deepEqual(leftOut({ packages }), [
    ['node_modules/@a/linux-arm64-musl', { ...entry, cpu: ['arm64'], libc: ['musl'], os: ['linux'] }],
    ['node_modules/@a/win32-x64-gnu', { ...entry, cpu: ['x64'], os: ['win32'] }],
  ])
})
