// Plays a flow with misbehaviour, and returns how it ends in one word.
import assert from 'node:assert/strict'
import type { MisbehaviourName } from 'relying/testing'
import { type FlowName, flows } from './flows.ts'
import { type Library, type Stage, setStage } from './stage.ts'

/** A switch and its value, or its default without one. */
export type Switch = readonly [name: MisbehaviourName, value?: unknown, times?: number]

export interface Ending {
  /** the error's code, `fine`, or `undetected`: the application acts for somebody else */
  outcome: string
  /** whether the switches were used */
  used: boolean
}

/** Plays a flow with these switches on. */
export async function play(library: Library, flow: FlowName, switches: readonly Switch[]): Promise<Ending> {
  const impatient = switches.some(([, value]) => value === 'silent' || value === 'endless')
  const { stage, prepared, begin } = await prepare(library, flow, impatient)
  for (const [name, value, times] of switches) {
    stage.server.misbehave(name, value as never, times === undefined ? undefined : { times })
  }
  const outcome = await ending(library, () => flows[flow].play(stage, prepared))
  const used = new Set(stage.server.exchanges.slice(begin).flatMap(({ misbehaviour }) => misbehaviour))
  return { outcome, used: switches.every(([name]) => used.has(name)) }
}

/** The places that a flow uses without misbehaviour, limited to those that it is about. */
export async function touchedBy(library: Library, flow: FlowName): Promise<Set<string>> {
  const { stage, prepared, begin } = await prepare(library, flow, false)
  assert.equal(await ending(library, () => flows[flow].play(stage, prepared)), 'fine')
  const touched = stage.server.exchanges.slice(begin).flatMap(({ touches }) => touches)
  const { concerns } = flows[flow]
  // an access token is opaque to a client, so flows that only receive one are not affected by it
  return new Set(touched.filter((place) => (concerns ? concerns.includes(place) : place !== 'access_token')))
}

async function prepare(library: Library, name: FlowName, impatient: boolean) {
  const flow = flows[name]
  const stage: Stage = await setStage(library, flow.options, impatient)
  const prepared = (await flow.prepare?.(stage)) as never
  return { stage, prepared, begin: stage.server.exchanges.length }
}

async function ending(library: Library, run: () => Promise<string | undefined>): Promise<string> {
  try {
    const subject = await run()
    return subject === undefined || subject === 'alice' ? 'fine' : 'undetected'
  } catch (error) {
    if (process.env.DEBUG) console.error(error)
    return nameOf(library, error)
  }
}

/** The code of an error, with the `error` of the server if there is one. The class must fit the code. */
function nameOf(library: Library, error: unknown): string {
  assert.ok(error instanceof Error, `rejected with ${String(error)}`)
  const { code, error: said } = error as { code?: unknown; error?: unknown }
  if (typeof code !== 'string') return error.name
  if (!code.startsWith('OAUTH_')) return `${error.name} ${code}`
  const own: Record<string, string> = {
    [library.RESPONSE_BODY_ERROR]: 'ResponseBodyError',
    [library.AUTHORIZATION_RESPONSE_ERROR]: 'AuthorizationResponseError',
    [library.WWW_AUTHENTICATE_CHALLENGE]: 'WWWAuthenticateChallengeError',
    [library.UNSUPPORTED_OPERATION]: 'UnsupportedOperationError',
    OAUTH_BACKCHANNEL_AUTHENTICATION_ERROR: 'BackchannelAuthenticationError',
  }
  assert.equal(error.name, own[code] ?? 'OperationProcessingError', `the class of ${code}`)
  const constant = Object.entries(library).find(([, value]) => value === code)?.[0]
  assert.ok(constant, `the code ${code} is exported`)
  return said === undefined ? constant : `${constant} ${said}`
}
