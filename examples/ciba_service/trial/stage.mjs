// The setup of a trial: certificates, the provider, processes of the service, and the user's browser.

import { fork } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { generate } from 'selfsigned'
import { Agent, fetch } from 'undici'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))

export async function setStage() {
  const folder = mkdtempSync(join(tmpdir(), 'ciba-service-'))
  const path = (name) => join(folder, name)
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  })
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = { ...pair.privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'shop-1' }
  writeFileSync(path('key.json'), JSON.stringify(jwk), { mode: 0o600 })
  writeFileSync(path('tls.key'), key, { mode: 0o600 })
  writeFileSync(path('tls.crt'), cert)
  const { d: _, ...publicJwk } = { ...jwk, use: 'sig' }

  const dispatcher = new Agent({ connect: { ca: cert } })
  const port = await freePort()
  const children = new Set()
  const events = []
  const provider = fork(here('authorization_server.mjs'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  children.add(provider)
  provider.send({ clients: clients(publicJwk, `https://localhost:${port}/notifications`), ca: cert })
  const [{ issuer }] = await once(provider, 'message')
  provider.on('message', (event) => events.push(event))

  return {
    path,
    issuer,
    key: jwk,
    /** what the provider reported, in order */
    events,
    /** what it reported under that name */
    told: (name) => events.filter((event) => name in event).map((event) => event[name]),
    visit: (url, options) => fetch(url, { redirect: 'manual', ...options, dispatcher }),
    answers: (answer) => provider.send({ answer }),

    /** Starts a process of the service; the one with `notified` gets the provider's pings. */
    async serve({ mode, notified = false, ...more }) {
      const child = fork(here('process.mjs'), {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        env: {
          ...process.env,
          ISSUER: issuer,
          CLIENT_ID: mode,
          CLIENT_KEY: path('key.json'),
          MODE: mode.split(' ')[0],
          STORE: path('sign-ins.db'),
          TLS_KEY: path('tls.key'),
          TLS_CERT: path('tls.crt'),
          PORT: String(notified ? port : 0),
          DEADLINE: '5',
          KILLED: path('killed'),
          ...more,
        },
      })
      children.add(child)
      const ended = once(child, 'exit').finally(() => children.delete(child))
      const [message] = await Promise.race([once(child, 'message'), ended])
      if (!message?.origin) throw new Error('the service did not start')
      return { origin: message.origin, child, ended, killed: () => existsSync(path('killed')) }
    },

    async clear() {
      for (const child of children) child.kill('SIGKILL')
      await dispatcher.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Enters a name, and follows the redirect to the page of the sign-in. */
export async function signIn({ visit }, origin, user) {
  const { status, headers } = await visit(`${origin}/sign-ins`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ login_hint: user }).toString(),
  })
  if (status !== 303) throw new Error(`the form was answered with ${status}`)
  return new URL(headers.get('location'), origin).href
}

/** Watches the page's events until it is over; returns all of them. */
export async function watch({ visit }, page) {
  const response = await visit(`${page}/events`)
  const events = []
  let text = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const messages = text.split('\n\n')
    text = messages.pop()
    for (const message of messages) events.push(JSON.parse(/^data: (.*)$/m.exec(message)[1]))
  }
  return events
}

/** Waits until a condition is true. */
export async function until(condition, what) {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const value = await condition()
    if (value) return value
    await sleep(40)
  }
  throw new Error(`not within 40 seconds: ${what}`)
}

function clients(jwk, notifications) {
  const client = (client_id, more) => ({
    client_id,
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [jwk] },
    grant_types: ['urn:openid:params:grant-type:ciba'],
    response_types: [],
    redirect_uris: [],
    id_token_signed_response_alg: 'ES256',
    dpop_bound_access_tokens: true,
    ...more,
  })
  const ping = {
    backchannel_token_delivery_mode: 'ping',
    backchannel_client_notification_endpoint: notifications,
  }
  return [
    client('poll', { backchannel_token_delivery_mode: 'poll' }),
    client('ping', ping),
    client('ping signed', { ...ping, backchannel_authentication_request_signing_alg: 'ES256' }),
  ]
}

async function freePort() {
  const { createServer } = await import('node:net')
  const server = createServer().listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
