// The life of a sign-in, from the request to its end. All state is in the store: any process can continue where another
// one stopped, and a sign-in that gets lost in between ends as "start again".
//
//   starting ──▶ waiting ──▶ signed_in
//        │          ├──────▶ refused        the user said no
//        └──────────┴──────▶ start_again    too late, or lost

import { randomBytes, randomInt } from 'node:crypto'
import * as oauth from 'relying'

/**
 * @param {object} setup
 * @param {oauth.AuthorizationServer} setup.as
 * @param {oauth.Client & { backchannel_token_delivery_mode: 'poll' | 'ping' | 'push' }} setup.client
 * @param {oauth.ClientAuth} setup.clientAuthentication
 * @param {oauth.PrivateKey} [setup.requestKey] signs the authentication requests, if the provider requires that
 * @param {oauth.DPoPHandle} [setup.DPoP] for poll and ping; its key is this process's own unless all load one
 * @param {object} setup.store see sqlite_store.mjs and redis_store.mjs
 * @param {object} setup.http options of every request; its `signal` makes a deadline for each
 * @param {number} setup.deadline seconds for one exchange with the provider
 * @param {(point: 'acknowledged' | 'leased' | 'redeemed') => Promise<void>} [setup.passing] called at these points; for tests
 */
export function createSignIns(setup) {
  const { as, client, clientAuthentication, requestKey, DPoP, store, http, deadline, passing = async () => {} } = setup
  const mode = client.backchannel_token_delivery_mode
  // No other process polls for the same id while the response may still arrive.
  const lease = deadline + 5

  const underWay = new Set()

  return { start, find, notified, attempt, signedIn, read: (id) => store.read(id), track, settled }

  // #region start
  /** Asks the provider to authenticate a user; resolves with the id of the sign-in, whatever the outcome. */
  async function start(loginHint) {
    const id = randomBytes(16).toString('base64url')
    const bindingMessage = `${randomInt(1000, 9999)}`
    const token = oauth.generateClientNotificationToken()
    const tokenHash = await oauth.calculateClientNotificationTokenHash(token)
    // Before the request is sent: a ping or a push can be faster than the response.
    await store.create({ id, tokenHash, bindingMessage, due: now() + lease })
    try {
      const polling = await request({ loginHint, bindingMessage, token })
      await passing('acknowledged')
      await store.acknowledge(id, polling, mode === 'push' ? polling.expiresAt : polling.notBefore)
    } catch (error) {
      await store.finish(id, ended(error))
    }
    return id
  }
  // #endregion start

  // #region request
  async function request({ loginHint, bindingMessage, token }) {
    const parameters = oauth.buildBackchannelAuthenticationParameters(client, {
      scope: 'openid profile email',
      login_hint: loginHint,
      binding_message: bindingMessage,
      ...(mode !== 'poll' && { client_notification_token: token }),
    })
    const response = await oauth.backchannelAuthenticationRequest(
      as,
      client,
      clientAuthentication,
      requestKey
        ? { request: await oauth.issueBackchannelAuthenticationRequestObject(as, client, parameters, requestKey) }
        : parameters,
      { ...http, signal: AbortSignal.timeout(deadline * 1000) },
    )
    const authentication = await oauth.processBackchannelAuthenticationResponse(as, client, response)
    return oauth.getBackchannelPollingState(as, client, authentication)
  }
  // #endregion request

  /** Tracks a piece of work until it is done, so that the process can wait for it before it ends. */
  function track(work) {
    const done = work.finally(() => underWay.delete(done))
    underWay.add(done)
    return done
  }

  /** Resolves when no work is in progress. */
  async function settled() {
    while (underWay.size > 0) await Promise.allSettled(underWay)
  }

  /** What a ping or a push is compared with. */
  async function find(tokenHash) {
    const signIn = await store.findByToken(tokenHash)
    // A repeated ping does no harm; the tokens of a push are accepted only once.
    if (signIn === undefined || (mode === 'push' && signIn.outcome !== undefined)) return undefined
    return { id: signIn.id, tokenHash: signIn.tokenHash, auth_req_id: signIn.polling?.id }
  }

  /** Stores a ping or a push and processes it, without making the provider wait. */
  async function notified(id, notification) {
    if (await store.notify(id, notification)) track(attempt(id)).catch((error) => console.error(error))
  }

  /** Takes a due sign-in one step further, unless another process has it. */
  async function attempt(id) {
    const signIn = await store.lease(id, lease)
    if (signIn === undefined) return
    if (signIn.status === 'starting') {
      if (signIn.due <= now()) await store.finish(id, startAgain('the request was lost'))
      return
    }
    const notification = signIn.notification?.auth_req_id === signIn.polling.id ? signIn.notification : undefined
    if (notification?.outcome) await store.finish(id, notification.outcome)
    else if (mode === 'push') await store.finish(id, startAgain('nothing was pushed in time'))
    else await redeem(signIn)
  }

  // #region redeem
  async function redeem({ id, leaseId, polling }) {
    let sentAt = now()
    let state
    try {
      state = oauth.beginPoll(polling, sentAt)
      await store.poll(id, state)
      await passing('leased')
    } catch (error) {
      return store.finish(id, ended(error))
    }
    const options = { ...http, DPoP, signal: AbortSignal.timeout(deadline * 1000) }
    let tokens
    try {
      tokens = await withNonce(async () => {
        sentAt = now()
        const request = oauth.backchannelAuthenticationGrantRequest(as, client, clientAuthentication, state.id, options)
        return oauth.processBackchannelAuthenticationGrantResponse(as, client, await request)
      })
    } catch (error) {
      try {
        const next = oauth.nextPollingState(state, { sentAt, receivedAt: now(), error })
        // after slow_down a ping that arrived meanwhile must also wait, unless that would be too late
        const due = next.interval > state.interval && next.notBefore < next.expiresAt ? next.notBefore : 0
        return await store.release(id, leaseId, next, due)
      } catch (end) {
        return store.finish(id, ended(end))
      }
    }
    await passing('redeemed')
    return store.finish(id, await signedIn(tokens, options).catch(ended))
  }
  // #endregion redeem

  /** What the tokens say about the user. The tokens themselves are not kept: this service only signs users in. */
  async function signedIn(tokens, options = http) {
    const { sub } = oauth.getValidatedIdTokenClaims(tokens)
    const user = await withNonce(async () =>
      oauth.processUserInfoResponse(
        as,
        client,
        sub,
        await oauth.userInfoRequest(as, client, tokens.access_token, options),
      ),
    )
    return { status: 'signed_in', user: { sub, name: user.name, email: user.email } }
  }
}

/** The outcome of a sign-in that ended with an error. */
export function ended(error) {
  if (error?.error === 'access_denied') return { status: 'refused' }
  // the code of a timeout (a DOMException) is a meaningless number
  return startAgain(error?.error ?? (typeof error?.code === 'string' ? error.code : error?.name))
}

const startAgain = (reason) => ({ status: 'start_again', reason: String(reason) })

/** Seconds since the epoch. */
const now = () => Date.now() / 1000

/** A server may require its own nonce in a DPoP proof: its refusal contains one, and the second attempt uses it. */
async function withNonce(request) {
  try {
    return await request()
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error
    return request()
  }
}
