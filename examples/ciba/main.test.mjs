import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createNarrator } from './narrator.mjs'

const PROGRAM = fileURLToPath(new URL('main.mjs', import.meta.url))

// Each run takes at least one polling interval, so all of them run at once.
const approved = run([])
const denied = run(['--deny'])

describe('examples/ciba', { concurrency: true }, () => {
  test('ciba: the user approves, the program exits 0', async () => {
    const { status, output, errors } = await approved
    assert.equal(status, 0, errors)
    assert.match(output, /^Signed in: Alice Example <alice@example\.test>/m)
    assert.equal(errors, '')
  })

  test('ciba: each step is printed, in order', async () => {
    const { output } = await approved
    const told = [
      'Discovery',
      'its issuer is the requested one',
      'Key generation',
      'Backchannel authentication request',
      "alice's phone shows",
      'the default',
      'use_dpop_nonce',
      'authorization_pending',
      'alice taps Approve',
      'token_type: DPoP',
      'still valid; sub is "alice"',
      "the signature is the provider's",
      'authorization: DPoP',
      'its sub is that of the ID Token',
    ]
    let at = 0
    for (const text of told) {
      at = output.indexOf(text, at)
      assert.notEqual(at, -1, `"${text}" is missing or out of order in:\n${output}`)
    }
  })

  test('no secret, no colour and no live line in a pipe', async () => {
    const { output, errors } = await approved
    assert.doesNotMatch(output + errors, /eyJ[\w-]{20}/)
    assert.doesNotMatch(output, /(access_token|auth_req_id|client_assertion): [\w-]{20}/)
    assert.ok(!output.includes('\u001b') && !output.includes('\r'))
  })

  test('ciba 11/4: the user refuses, the program says so in one sentence and exits 1', async () => {
    const { status, output } = await denied
    assert.equal(status, 1)
    assert.equal(output.trimEnd().split('\n').at(-1), 'Not signed in: the user refused on the device (access_denied).')
  })

  test('ciba 11/2: after slow_down the interval is 5 seconds longer', async () => {
    // The server never says this, so the test's fetch says it once.
    const preload = `data:text/javascript,${encodeURIComponent(`
      const { fetch } = globalThis
      let said = false
      globalThis.fetch = async (url, options) => {
        if (said || !url.endsWith('/token')) return fetch(url, options)
        said = true
        return Response.json({ error: 'slow_down' }, { status: 400 })
      }`)}`
    const { status, output, errors } = await run([], ['--import', preload])
    assert.equal(status, 0, errors)
    assert.match(output, /longer pauses: now 10 s\n {2}waiting 10 s/)
  })

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL']) {
    test(`${signal} ends the server together with the program`, async () => {
      const { program, issuer } = await startAndMeetServer()
      assert.equal((await fetch(`${issuer}/jwks`)).status, 200)
      program.kill(signal)
      await ended(issuer)
    })
  }

  test('an unknown argument: the usage, exit status 2', async () => {
    const { status, errors } = await run(['--refuse'])
    assert.equal(status, 2)
    assert.match(errors, /^usage: /)
  })
})

test('on a terminal the waiting line is drawn and erased; NO_COLOR turns colours off', async (t) => {
  for (const name of ['TERM', 'NO_COLOR']) {
    const before = process.env[name]
    t.after(() => {
      if (before === undefined) delete process.env[name]
      else process.env[name] = before
    })
  }
  process.env.TERM = 'xterm'
  for (const noColor of ['', '1']) {
    process.env.NO_COLOR = noColor
    let written = ''
    const say = createNarrator({
      isTTY: true,
      write(text) {
        written += text
      },
    })
    say.check('colourful')
    await say.countdown(sleep(250), performance.now() + 250)
    assert.match(written, /next poll in 0\.\d s/)
    assert.ok(written.endsWith('\r\u001b[K'))
    assert.equal(written.includes('\u001b[32m'), noColor === '')
  }
})

function start(args, nodeArgs = []) {
  return spawn(process.execPath, [...nodeArgs, PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
}

async function run(args = [], nodeArgs = []) {
  const program = start(args, nodeArgs)
  const [status, output, errors] = await Promise.all([
    new Promise((resolve) => program.once('close', resolve)),
    text(program.stdout),
    text(program.stderr),
  ])
  return { status, output, errors }
}

async function text(stream) {
  let all = ''
  for await (const chunk of stream.setEncoding('utf8')) all += chunk
  return all
}

function startAndMeetServer() {
  const program = start([])
  return new Promise((resolve, reject) => {
    let output = ''
    program.stdout.setEncoding('utf8').on('data', (chunk) => {
      output += chunk
      const issuer = /runs at (http:\S+)/.exec(output)?.[1]
      if (issuer) resolve({ program, issuer })
    })
    program.once('exit', () => reject(new Error(`the program ended early:\n${output}`)))
  })
}

/** Resolves once nothing listens there any more. The test's own time limit ends a server that keeps running. */
async function ended(issuer) {
  for (let tries = 0; tries < 100; tries++) {
    try {
      await fetch(`${issuer}/jwks`)
    } catch {
      return
    }
    await sleep(100)
  }
  assert.fail('the server still answers ten seconds after its program ended')
}
