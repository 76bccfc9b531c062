import type { JWK } from '../../jose/jwk.ts'
import type { JsonValue } from '../../json/json.ts'
import { type Answer, json } from '../answer.ts'
import type { Incoming } from '../incoming.ts'
import type { OtherDeviations } from '../misbehaviour_names.ts'
import type { ServerState } from '../state.ts'

// rfc8414 3.2, oidc-discovery 4.2
export async function discovery(state: ServerState): Promise<Answer> {
  return json({ ...state.metadata })
}

// rfc9728 3.2
export async function resourceMetadata(state: ServerState): Promise<Answer> {
  return json({ ...state.resource })
}

// rfc7517 5
export async function jwks(state: ServerState, { switches }: Incoming): Promise<Answer> {
  const deviation = switches.get('keys') as OtherDeviations['jwks.keys'] | undefined
  // applied here, so that it is not set as a member
  switches.delete('keys')
  const answer = json({ keys: (await publishedKeys(state, deviation)) as JsonValue })
  answer.headers['content-type'] = 'application/jwk-set+json'
  return answer
}

async function publishedKeys(
  state: ServerState,
  deviation: OtherDeviations['jwks.keys'] | undefined,
): Promise<unknown> {
  const { keys } = state.keys.jwks
  switch (deviation) {
    case 'empty':
      return []
    case 'outdated':
      return (await attackersKeys(state, keys)).map((jwk) => ({ ...jwk, kid: `${jwk.kid} of old` }))
    case 'attacker':
      return attackersKeys(state, keys)
    case 'anonymous':
      return [...keys, ...(await attackersKeys(state, keys))].map(({ kid, ...jwk }) => jwk)
    case 'duplicate':
      return [...keys, ...keys]
    case 'private':
      return keys.map((jwk) => ({ ...jwk, d: jwk.x ?? jwk.n }))
    case 'for_encryption':
      return keys.map((jwk) => ({ ...jwk, use: 'enc' }))
    case 'for_another_algorithm':
      return keys.map((jwk) => ({ ...jwk, alg: 'RSA-OAEP-256' }))
    case 'malformed':
      return keys.map((jwk) => ({ ...jwk, x: 'AAAA', n: 'AAAA' }))
    case 'not_objects':
      return keys.map((jwk) => jwk.kid)
    case 'not_an_array':
      return keys[0]
    default:
      return keys
  }
}

/** The attacker's keys under the key identifiers of the server's keys. */
function attackersKeys({ keys }: ServerState, published: readonly JWK[]): Promise<JWK[]> {
  return Promise.all(
    published.map(async ({ alg, kid }) => {
      const { jwk } = await keys.attackers(alg as string)
      return { ...jwk, kid: kid as string }
    }),
  )
}
