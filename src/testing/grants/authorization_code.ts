import type { JsonObject } from '../../json/json.ts'
import { sha256 } from '../../platform/digest.ts'
import type { RegisteredClient } from '../clients.ts'
import { type Incoming, required } from '../incoming.ts'
import { Refusal } from '../refusal.ts'
import { narrowedResources } from '../resource_indicators.ts'
import type { Binding, ServerState } from '../state.ts'
import { issueTokens, revokeFamily } from '../tokens.ts'

// rfc6749 4.1.3
export async function redeemCode(
  state: ServerState,
  incoming: Incoming,
  client: RegisteredClient,
  form: URLSearchParams,
  binding: Binding,
): Promise<JsonObject> {
  const code = state.codes.get(required(form, 'code'))
  if (!code || code.grant.client !== client) {
    throw new Refusal('invalid_grant', 'the code is not known, or not of this client')
  }
  if (code.used) {
    // rfc6749 4.1.2: everything that was issued for it is revoked
    revokeFamily(state, code.family)
    throw new Refusal('invalid_grant', 'the code was used before')
  }
  if (code.expiresAt <= state.clock.now()) {
    throw new Refusal('invalid_grant', 'the code is expired')
  }
  code.used = true
  const redirectUri = form.get('redirect_uri') ?? (code.isRedirectUriNamed ? undefined : code.redirectUri)
  if (redirectUri !== code.redirectUri) {
    throw new Refusal('invalid_grant', 'redirect_uri is not the one of the authorization request')
  }
  await checkVerifier(state, incoming, code.codeChallenge, form.get('code_verifier'))
  // rfc9449 10
  if (code.dpopJkt !== undefined && code.dpopJkt !== binding.jkt) {
    throw new Refusal('invalid_grant', 'the proof is not by the key of the authorization request')
  }
  const resources = narrowedResources(code.grant, form)
  return issueTokens(state, incoming.exchange, { grant: code.grant, resources, binding, family: code.family })
}

// rfc7636 4.6, rfc9700 4.8.2
async function checkVerifier(
  state: ServerState,
  { exchange }: Incoming,
  challenge: string | undefined,
  verifier: string | null,
): Promise<void> {
  if (state.switches.value('server.code_verifier', exchange) === 'ignored') {
    return
  }
  // rfc7636 4.1: a verifier that is too short may still fit the challenge
  const fits =
    challenge === undefined
      ? verifier === null
      : /^[\w.~-]{43,128}$/.test(verifier ?? '') && (await sha256(verifier as string)) === challenge
  if (!fits) {
    throw new Refusal('invalid_grant', 'code_verifier does not fit')
  }
}
