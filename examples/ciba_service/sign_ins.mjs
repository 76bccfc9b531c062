// The life of a sign-in, from the request to its end. All that is remembered is in the store: any process can go on where
// another one stopped, and whatever gets lost in between ends as "start again".
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
 * @param {oauth.PrivateKey} [setup.requestKey] signs the authentication requests, where the provider wants that
 * @param {oauth.DPoPHandle} [setup.DPoP] for poll and ping; this process's own key unless all of them load the same one
 * @param {object} setup.store see sqlite_store.mjs and redis_store.mjs
 * @param {object} setup.http options of every request; its `signal` makes a deadline for each
 * @param {number} setup.deadline seconds for one exchange with the provider
 * @param {(point: 'acknowledged' | 'leased' | 'redeemed') => Promise<void>} [setup.passing] told where the process is; for tests
 */
export function createSignIns(setup) {
  const { as, client, clientAuthentication, requestKey, DPoP, store, http, deadline, passing = async () => {} } = setup
  const mode = client.backchannel_token_delivery_mode
  // No other process asks for the same id while the answer may still come.
  const lease = deadline + 5

  const underWay = new Set()

  return { start, find, notified, attempt, signedIn, read: (id) => store.read(id), track, settled }

  // #region start
  /** Asks the provider to authenticate a user; resolves with the id of the sign-in, whatever comes of it. */
  async function start(loginHint) {
    const id = randomBytes(16).toString('base64url')
    const bindingMessage = `${randomInt(1000, 9999)}`
    const token = oauth.generateClientNotificationToken()
    const tokenHash = await oauth.calculateClientNotificationTokenHash(token)
    // Before the request leaves: a ping or a push can be faster than the answer.
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

  /** Notes a piece of work until it is done: who ends the process waits for it. */
  function track(work) {
    const done = work.finally(() => underWay.delete(done))
    underWay.add(done)
    return done
  }

  /** Resolves when nothing is under way. */
  async function settled() {
    while (underWay.size > 0) await Promise.allSettled(underWay)
  }

  /** What a ping or a push is compared with. */
  async function find(tokenHash) {
    const signIn = await store.findByToken(tokenHash)
    // A ping that comes again does no harm; a push brings tokens, and those are taken once.
    if (signIn === undefined || (mode === 'push' && signIn.outcome !== undefined)) return undefined
    return { id: signIn.id, tokenHash: signIn.tokenHash, auth_req_id: signIn.polling?.id }
  }

  /** A ping or a push came: it is stored, and acted upon without letting the provider wait for that. */
  async function notified(id, notification) {
    if (await store.notify(id, notification)) track(attempt(id)).catch((error) => console.error(error))
  }

  /** Takes a sign-in that is due one step further, unless another process is at it. */
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
        // after slow_down a ping that came meanwhile has to wait, too, unless that is too late
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

  /** What tokens say about the user. They themselves are not kept: this service only signs in. */
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

/** How a sign-in ends that an error ended. */
export function ended(error) {
  if (error?.error === 'access_denied') return { status: 'refused' }
  // the code of a time-out (a DOMException) is a number that says nothing
  return startAgain(error?.error ?? (typeof error?.code === 'string' ? error.code : error?.name))
}

const startAgain = (reason) => ({ status: 'start_again', reason: String(reason) })

/** Seconds since the epoch. */
const now = () => Date.now() / 1000

/** A server may demand a nonce of its own in a DPoP proof: its refusal brings one, and the second try carries it. */
async function withNonce(request) {
  try {
    return await request()
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error
    return request()
  }
}
