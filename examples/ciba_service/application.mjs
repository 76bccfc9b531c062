// The routes: a form that starts a sign-in, a page that shows its progress, and the notification endpoint.

import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { streamSSE } from 'hono/streaming'
import * as oauth from 'relying'
import { formPage, liveScript, signInPage, style } from './pages.mjs'
import { ended } from './sign_ins.mjs'

/** How often a page's connection queries the store, in milliseconds: another process may have changed it. */
const LOOK = 300

export function createApplication({ as, client, http, signIns, stopping }) {
  const app = new Hono()
  app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'self'"], frameAncestors: ["'none'"] } }))
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse()
    console.error(error)
    // A provider that gets no 204 may send its notification again.
    return c.body(null, 503)
  })

  app.get('/', (c) => c.html(formPage()))
  app.get('/live.js', (c) => c.body(liveScript, 200, { 'content-type': 'text/javascript' }))
  app.get('/style.css', (c) => c.body(style, 200, { 'content-type': 'text/css' }))

  app.post('/sign-ins', csrf(), bodyLimit({ maxSize: 4096 }), async (c) => {
    const { login_hint } = await c.req.parseBody()
    if (typeof login_hint !== 'string' || login_hint === '') return c.text('who?', 400)
    return c.redirect(`/sign-ins/${await signIns.start(login_hint)}`, 303)
  })

  app.get('/sign-ins/:id', async (c) => {
    const signIn = await signIns.read(c.req.param('id'))
    return signIn === undefined ? c.notFound() : c.html(signInPage(shown(signIn)))
  })

  app.get('/sign-ins/:id/events', async (c) => {
    const id = c.req.param('id')
    if ((await signIns.read(id)) === undefined) return c.notFound()
    return streamSSE(c, async (stream) => {
      let last
      // a page whose stream ends reconnects by itself: to another process, or to the next one
      while (!stream.aborted && !stopping.aborted) {
        const data = JSON.stringify(shown(await signIns.read(id)))
        if (data !== last) await stream.writeSSE({ event: 'sign-in', data })
        last = data
        if (isOver(data)) return
        await stream.sleep(LOOK)
      }
    })
  })

  // #region notifications
  app.post('/notifications', bodyLimit({ maxSize: 256 * 1024 }), async (c) => {
    let signInId
    const find = async (tokenHash) => {
      const expected = await signIns.find(tokenHash)
      signInId = expected?.id
      return expected
    }
    const push = client.backchannel_token_delivery_mode === 'push'
    const { auth_req_id, tokens, error, response } = push
      ? await oauth.validateBackchannelPush(as, client, c.req.raw, find, http)
      : await oauth.validateBackchannelPing(c.req.raw, find)
    if (auth_req_id !== undefined) {
      const outcome = tokens ? await signIns.signedIn(tokens).catch(ended) : error && ended(error)
      await signIns.notified(signInId, { auth_req_id, outcome })
    }
    return response
  })
  // #endregion notifications

  return app
}

/** What the browser may know: no identifier from the provider, no token. */
function shown(signIn) {
  const { bindingMessage, status, outcome, polling } = signIn ?? { status: 'start_again' }
  const { user, reason } = outcome ?? {}
  return { bindingMessage, status, user, reason, attempts: polling?.attempts ?? 0, expiresAt: polling?.expiresAt }
}

const isOver = (data) => !['starting', 'waiting'].includes(JSON.parse(data).status)
