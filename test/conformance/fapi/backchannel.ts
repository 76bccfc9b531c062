// A relying party as FAPI-CIBA requires it, and how the suite's server responds until the user has decided.
import assert from 'node:assert/strict'
import type { Library } from '../../hostile/stage.ts'
import { RefusedByTheApplication } from '../module.ts'
import { type Application, start, useTokens } from './application.ts'
import type { Suite } from './server.ts'

type Tokens = import('relying').TokenEndpointResponse
type Authentication = import('relying').BackchannelAuthenticationResponse

export async function authenticate(library: Library, suite: Suite): Promise<void> {
  const application = await start(library, suite)
  const { as, auth, http, scope } = application
  const mode = suite.variant.mode as string
  const client = { ...application.client, backchannel_token_delivery_mode: mode }
  const notificationToken = library.generateClientNotificationToken()
  const parameters = library.buildBackchannelAuthenticationParameters(client, {
    scope,
    login_hint: 'alice',
    binding_message: 'W4SCT',
    ...(mode === 'ping' && { client_notification_token: notificationToken }),
  })
  const askedAt = suite.server.clock.now()
  const object = library.issueBackchannelAuthenticationRequestObject
  const request = await object(as, client, parameters, suite.privateKey)
  const acknowledgement = await library.backchannelAuthenticationRequest(as, client, auth, { request }, http)
  const authentication = await library.processBackchannelAuthenticationResponse(as, client, acknowledgement)
  const [response, tokens] =
    mode === 'ping'
      ? await redeemPinged(application, notificationToken, authentication)
      : await poll(application, authentication)
  await library.validateApplicationLevelSignature(as, response, http)
  // oidc-core 3.1.3.7/10: an application that sends the polls itself checks the age of the ID Token;
  // `pollBackchannelAuthenticationGrant` does so too
  const { iat } = library.getValidatedIdTokenClaims(tokens) as { iat: number }
  if (iat < askedAt - 30) throw new RefusedByTheApplication('iat')
  await useTokens({ ...application, client: onClockOf(application) }, tokens)
}

async function redeem(application: Application, id: string): Promise<[Response, Tokens]> {
  const { library, as, auth, http } = application
  const client = onClockOf(application)
  const response = await library.backchannelAuthenticationGrantRequest(as, client, auth, id, http)
  return [response, await library.processBackchannelAuthenticationGrantResponse(as, client, response)]
}

/** Moves the server's clock instead of waiting. */
async function poll(application: Application, authentication: Authentication): Promise<[Response, Tokens]> {
  const { library, as, client, suite } = application
  const { clock } = suite.server
  let state = library.getBackchannelPollingState(as, client, authentication)
  for (;;) {
    clock.advance(Math.max(0, Math.ceil(state.notBefore) - clock.now()))
    const sentAt = clock.now()
    state = library.beginPoll(state, sentAt)
    try {
      return await redeem(application, state.id)
    } catch (error) {
      if (suite.failure !== undefined) throw suite.failure
      state = library.nextPollingState(state, { sentAt, receivedAt: clock.now(), error })
    }
  }
}

/** Waits for the ping, and requests the tokens once, however often it arrives. */
async function redeemPinged(
  application: Application,
  notificationToken: string,
  { auth_req_id }: Authentication,
): Promise<[Response, Tokens]> {
  const { library, suite } = application
  const tokenHash = await library.calculateClientNotificationTokenHash(notificationToken)
  const stored = { tokenHash, auth_req_id, redeemed: false }
  const find = (hash: string) => (hash === tokenHash ? stored : undefined)
  const notification = (await suite.server.approve(auth_req_id)) as Request
  suite.notify = async (request) => {
    const result = await library.validateBackchannelPing(request, find)
    suite.answers.push(result.response.status)
    if (result.error) throw result.error
    if (stored.redeemed) return undefined
    stored.redeemed = true
    return redeem(application, result.auth_req_id)
  }
  suite.notification = notification.clone()
  return (await suite.notify(notification)) as [Response, Tokens]
}

function onClockOf({ library, client, suite }: Application): Application['client'] {
  return { ...client, [library.clockSkew]: suite.server.clock.now() - Math.floor(Date.now() / 1000) }
}

/**
 * The user decides at the third poll. `answers` are the errors for polls by their number. The polls must respect the
 * interval, which is longer after `slow_down`.
 */
export function decideAtThirdPoll(suite: Suite, answers: Readonly<Record<number, string>> = {}, interval = 5): void {
  const { server } = suite
  server.misbehave('backchannel_authentication.interval', interval)
  let wait = interval
  // nothing moves the clock before the first poll is due
  let notBefore = server.clock.now() + wait
  let polls = 0
  suite.insteadOf.token = async ({ body }) => {
    const form = new URLSearchParams(body)
    if (form.get('grant_type') !== 'urn:openid:params:grant-type:ciba' || suite.variant.mode === 'ping')
      return undefined
    polls++
    const now = server.clock.now()
    assert.ok(now >= notBefore, 'the interval is respected')
    const error = answers[polls]
    if (error === 'slow_down') wait += 5
    notBefore = now + wait
    if (error !== undefined) return Response.json({ error }, { status: 400 })
    if (polls === 3) await server.approve(form.get('auth_req_id') as string)
    return undefined
  }
}
