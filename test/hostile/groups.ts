// Groups of flows that have something in common.
import type { FlowName } from './flows.ts'

type Flows = readonly FlowName[]

const openidQuery: Flows = [
  ...(['everything', 'openid code', 'openid code, no iss', 'openid code, no PKCE'] as const),
  ...(['dpop', 'pushed'] as const),
]
/** Flows whose response comes in the query, not as a JWT. */
export const query: Flows = ['code', 'openid code, no nonce', ...openidQuery]
/** Flows whose response has an ID Token beside the code. */
export const hybrid: Flows = ['hybrid', 'hybrid by form', 'detached signature']
/** Flows that begin in the browser. */
export const browser: Flows = [...query, 'jarm', ...hybrid]
/** The polling loops. */
export const polling: Flows = ['ciba polling', 'device polling']
/** Flows with one request to the token endpoint and no browser. */
const single: Flows = ['refresh', 'client credentials', 'token exchange', 'device', 'ciba', 'ping']
/** Flows with one request to the token endpoint. */
export const once: Flows = [...browser.filter((flow) => flow !== 'dpop'), ...single]
/** Flows that use the token endpoint. */
export const token: Flows = [...once, 'dpop', ...polling]
/** Flows that get an ID Token. */
export const idToken: Flows = [...token.filter((flow) => flow !== 'code' && flow !== 'client credentials'), 'push']
/** Flows that verify the signature of the ID Token. */
export const verified: Flows = ['everything', ...hybrid, 'push']
/** Flows that refuse an ID Token issued more than an hour ago. */
export const fresh: Flows = [...hybrid, 'push']
/** Flows that rely on TLS instead of the signature. */
export const unverified: Flows = idToken.filter((flow) => !verified.includes(flow))
/** Flows that know which nonce to expect, or that there is none. */
export const nonce: Flows = [...openidQuery, 'openid code, no nonce', 'jarm', ...hybrid]
/** Flows that get an ID Token and do not check the nonce. */
export const noNonce: Flows = idToken.filter((flow) => !nonce.includes(flow))
/** The resource server's side. */
export const resourceServer: Flows = ['resource server', 'resource server, dpop']
/** Flows that fetch the JWK Set. */
export const jwks: Flows = [...verified, 'jarm', 'signed introspection', 'signed userinfo', ...resourceServer]
/** Flows that request claims about the user. */
export const userinfo: Flows = ['everything', 'dpop', 'userinfo', 'signed userinfo']
/** Flows that compare the nonce that they sent. */
export const sentNonce: Flows = nonce.filter((flow) => flow !== 'openid code, no nonce')
/** Flows that get an ID Token and also use UserInfo. */
export const twice: Flows = ['everything', 'dpop']
export const detached: Flows = ['detached signature']
export const push: Flows = ['push']
export const device: Flows = ['device', 'device polling']
export const backchannel: Flows = ['ciba', 'ciba polling', 'ping', 'push']

/** The flows except those listed. */
export function except(flows: Flows, ...others: readonly (FlowName | Flows)[]): Flows {
  return flows.filter((flow) => !others.flat().includes(flow))
}
