// Our polling loop for CIBA against any server. How the user approves depends on the server.
import assert from 'node:assert/strict'
import { flow, oauth } from './flow.mjs'

/** `start` requests a sign-in, `approve` approves it for the user, `recognise` checks the tokens of that server. */
export function pollingLoopFlows({ as, basic, http }, client, { start, loop, approve, recognise }) {
  flow('ciba 10.1/p9: the loop polls until the user has approved', async () => {
    const started = await start(client)
    const attempts = []
    const tokens = await loop(client, started, {
      async onProgress(state) {
        attempts.push(state.attempts)
        if (attempts.length === 2) await approve(started)
      },
    })
    await recognise(tokens)
    assert.deepEqual(attempts, [1, 1, 2])
  })

  flow('ciba 11: after slow_down the loop waits five seconds longer', async () => {
    const started = await start(client)
    const state = { ...oauth.getBackchannelPollingState(as, client, started), interval: 0.1, notBefore: 0 }
    const seen = []
    const tokens = await oauth.pollBackchannelAuthenticationGrant(as, client, basic, state, {
      ...http,
      async onProgress({ interval }) {
        seen.push(interval)
        if (seen.length === 4) await approve(started)
      },
    })
    assert.ok(tokens.access_token)
    assert.deepEqual(seen, [0.1, 0.1, 0.1, 5.1, 5.1])
  })
}
