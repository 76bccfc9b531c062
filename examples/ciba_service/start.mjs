// One process of the service: its key, its store, its routes, and the loop that looks for due sign-ins.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from '@hono/node-server'
import * as oauth from 'relying'
import { createApplication } from './application.mjs'
import { openRedisStore } from './redis_store.mjs'
import { createSignIns } from './sign_ins.mjs'
import { openSqliteStore } from './sqlite_store.mjs'

/** How often the store is queried for due sign-ins, in milliseconds. */
const TICK = 250

/**
 * `stop` waits for work in progress, because the provider sends tokens only once.
 *
 * @param {object} configuration see configuration.mjs
 * @param {(point: string) => Promise<void>} [passing] for tests
 * @returns {Promise<{ origin: string, stop: () => Promise<void> }>}
 */
export async function start(configuration, passing) {
  const { issuer, client, key, store: place, port, host, tls, deadline } = configuration
  const http = {
    // A silent provider must not block the work that waits for it.
    signal: () => AbortSignal.timeout(deadline * 1000),
    // A provider on this machine may use plain http.
    ...(issuer.hostname === 'localhost' && { [oauth.allowInsecureRequests]: true }),
  }
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
  const store = place.startsWith('redis') ? await openRedisStore(place) : openSqliteStore(place)
  const signIns = createSignIns({
    as,
    client,
    clientAuthentication: oauth.PrivateKeyJwt(key),
    requestKey: client.backchannel_authentication_request_signing_alg ? key : undefined,
    // This process's own key: only this process can use the tokens that it fetches.
    DPoP: oauth.DPoP(client, configuration.dpopKeyPair ?? (await oauth.generateKeyPair('ES256'))),
    store,
    http,
    deadline,
    passing,
  })

  const under = new Set()
  let looking = false
  const look = async () => {
    if (looking) return
    looking = true
    try {
      for (const id of await store.due()) {
        if (under.has(id)) continue
        under.add(id)
        signIns
          .track(signIns.attempt(id))
          .catch((error) => console.error(error))
          .finally(() => under.delete(id))
      }
    } catch (error) {
      console.error(error)
    } finally {
      looking = false
    }
  }
  const timer = setInterval(() => signIns.track(look()), TICK)

  const stopping = new AbortController()
  const application = createApplication({ as, client, http, signIns, stopping: stopping.signal })
  const fetch = (...request) => signIns.track((async () => application.fetch(...request))())
  const options = tls && {
    createServer,
    serverOptions: { key: readFileSync(tls.key), cert: readFileSync(tls.cert) },
  }
  const server = await new Promise((resolve) => {
    const listening = serve({ fetch, port, hostname: host, ...options }, () => resolve(listening))
  })
  return {
    origin: `http${tls ? 's' : ''}://localhost:${server.address().port}`,
    async stop() {
      if (stopping.signal.aborted) return
      stopping.abort()
      clearInterval(timer)
      const closed = new Promise((resolve) => server.close(resolve))
      // A browser keeps its connection open after the response.
      const idle = setInterval(() => server.closeIdleConnections(), 20)
      // A client may have sent half a request and nothing more.
      await Promise.race([closed, sleep(deadline * 1000, undefined, { ref: false })])
      clearInterval(idle)
      server.closeAllConnections()
      await signIns.settled()
      await store.close()
    },
  }
}
