import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const program = fileURLToPath(new URL('main.mjs', import.meta.url))

test('ciba 7.4/2, fapi-ciba 5.2.2/4: a process continues what another one began', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program])
  assert.match(
    stdout,
    /^ended after [01] poll; the next one is due in [0-5] s\nits successor went on. Signed in: alice\n$/,
  )
  assert.equal(stderr, '')
})
