/**
 * The JWTs that the server issues, and everything that can go wrong with them.
 *
 * @module
 */
import { compactJwt, type JwtPart, signingInput, signJwt } from '../jose/sign_jwt.ts'
import type { JsonValue } from '../json/json.ts'
import { decodeBase64urlText, encodeBase64urlText } from '../platform/base64url.ts'
import { randomString } from '../platform/random.ts'
import { hmacSigner } from '../platform/signature.ts'
import type { RegisteredClient } from './clients.ts'
import { makeKey, type SigningKey } from './keys.ts'
import { type JwtDeviations, type JwtPlace, missing } from './misbehaviour_names.ts'
import type { Exchange } from './record.ts'
import type { ServerState } from './state.ts'

/** A JWT to be issued. */
export interface JwtDraft {
  place: JwtPlace
  client: RegisteredClient
  /** the algorithm that the client registered for it; the server's first one when there is none */
  alg: string | undefined
  header: JwtPart
  claims: JwtPart
}

export async function issueJwt(state: ServerState, exchange: Exchange, draft: JwtDraft): Promise<string> {
  const key = state.keys.signing(draft.alg ?? defaultAlgorithm(state))
  const header: JwtPart = { alg: key.alg, kid: key.kid, ...draft.header }
  const claims: JwtPart = { ...draft.claims }
  if (state.switches.peek('jwks.keys') === 'anonymous') {
    delete header.kid
  }
  shiftTimes(claims, state.switches.value('server.clock', exchange) ?? 0)
  const switches = state.switches.at(draft.place, exchange, state.clock.now())
  for (const [deviation, value] of switches) {
    if (deviation === 'header') {
      for (const [name, member] of Object.entries(value as JwtDeviations['header'])) {
        set(header, name, member)
      }
    } else if (deviation !== 'signature' && deviation !== 'form') {
      set(claims, deviation, value)
    }
  }
  const signature = switches.get('signature') as JwtDeviations['signature'] | undefined
  const jwt = await sign(state, header, claims, key, draft.client, signature)
  return reshape(jwt, switches.get('form') as JwtDeviations['form'] | undefined)
}

/** The algorithm that the server signs with if the client registered none. */
export function defaultAlgorithm(state: ServerState): string {
  return (state.metadata.id_token_signing_alg_values_supported as string[])[0] as string
}

/** Sets a member to a value, or removes it. */
export function set(members: Record<string, JsonValue | undefined>, name: string, value: unknown): void {
  if (value === missing) {
    delete members[name]
  } else {
    members[name] = value as JsonValue
  }
}

function shiftTimes(claims: JwtPart, seconds: number): void {
  for (const name of ['iat', 'exp', 'auth_time']) {
    if (typeof claims[name] === 'number') {
      claims[name] += seconds
    }
  }
}

async function sign(
  state: ServerState,
  header: JwtPart,
  claims: JwtPart,
  key: SigningKey,
  client: RegisteredClient,
  deviation: JwtDeviations['signature'] | undefined,
): Promise<string> {
  switch (deviation) {
    case 'attacker': {
      const { privateKey } = await state.keys.attackers(key.alg)
      return signJwt(header, claims, privateKey)
    }
    case 'embedded': {
      const { privateKey, jwk } = await state.keys.attackers(key.alg)
      return signJwt({ ...header, jwk: jwk as JsonValue }, claims, privateKey)
    }
    case 'unpublished': {
      const unpublished = await makeKey(key.alg)
      return signJwt({ ...header, kid: unpublished.kid }, claims, unpublished.privateKey)
    }
    case 'none':
      return signWith({ ...header, alg: 'none' }, claims, async () => new Uint8Array())
    case 'stripped':
      return signWith(header, claims, async () => new Uint8Array())
    case 'public_key_as_secret':
      return signWith({ ...header, alg: 'HS256' }, claims, hmacSigner(JSON.stringify(key.jwk)))
    case 'client_secret':
      return signWith({ ...header, alg: 'HS256' }, claims, hmacSigner(client.client_secret))
    case undefined:
      return signJwt(header, claims, key.privateKey)
    default:
      return withOtherSignature(await signJwt(header, claims, key.privateKey), deviation)
  }
}

function withOtherSignature(jwt: string, deviation: 'garbage' | 'malformed' | 'claims_changed'): string {
  const [header, payload, signature] = jwt.split('.') as [string, string, string]
  if (deviation === 'claims_changed') {
    // one more member, while the others stay valid
    const changed = `${decodeBase64urlText(payload).slice(0, -1)},"admin":true}`
    return `${header}.${encodeBase64urlText(changed)}.${signature}`
  }
  return `${header}.${payload}.${deviation === 'garbage' ? randomString() + randomString() : '***'}`
}

function reshape(jwt: string, deviation: JwtDeviations['form'] | undefined): string {
  const [header, payload, signature] = jwt.split('.') as [string, string, string]
  switch (deviation) {
    case 'encrypted': {
      const part = randomString()
      return `${encodeBase64urlText('{"alg":"RSA-OAEP-256","enc":"A256GCM"}')}.${part}.${part}.${part}.${part}`
    }
    case 'two_parts':
      return `${header}.${payload}`
    case 'four_parts':
      return `${jwt}.AAAA`
    case 'not_base64url':
      return `${header}.*${payload}.${signature}`
    case 'not_json':
      return `${header}.${encodeBase64urlText('not JSON')}.${signature}`
    case 'header_array':
      return `${encodeBase64urlText(`[${decodeBase64urlText(header)}]`)}.${payload}.${signature}`
    case 'payload_array':
      return `${header}.${encodeBase64urlText(`[${decodeBase64urlText(payload)}]`)}.${signature}`
    default:
      return jwt
  }
}

/** Signs with a function, for signatures that are not made with one of the server's keys. */
async function signWith(
  header: JwtPart,
  claims: JwtPart,
  signer: (input: string) => Promise<Uint8Array>,
): Promise<string> {
  const input = signingInput(header, claims)
  return compactJwt(input, await signer(input))
}
