// Which flows have what in common.
import type { FlowName } from './flows.ts'

type Flows = readonly FlowName[]

const openidQuery: Flows = [
  ...(['everything', 'openid code', 'openid code, no iss', 'openid code, no PKCE'] as const),
  ...(['dpop', 'pushed'] as const),
]
/** What comes back in the query, in plain. */
export const query: Flows = ['code', 'openid code, no nonce', ...openidQuery]
/** What comes back with an ID Token beside the code. */
export const hybrid: Flows = ['hybrid', 'hybrid by form', 'detached signature']
/** What begins in the browser. */
export const browser: Flows = [...query, 'jarm', ...hybrid]
/** Polls that go on by themselves. */
export const polling: Flows = ['ciba polling', 'device polling']
/** What goes to the token endpoint once, without a browser of ours. */
const single: Flows = ['refresh', 'client credentials', 'token exchange', 'device', 'ciba', 'ping']
/** What goes to the token endpoint once. */
export const once: Flows = [...browser.filter((flow) => flow !== 'dpop'), ...single]
/** What goes to the token endpoint. */
export const token: Flows = [...once, 'dpop', ...polling]
/** What gets an ID Token. */
export const idToken: Flows = [...token.filter((flow) => flow !== 'code' && flow !== 'client credentials'), 'push']
/** What looks at the signature of the ID Token. */
export const verified: Flows = ['everything', ...hybrid, 'push']
/** What takes no ID Token that was issued more than an hour ago. */
export const fresh: Flows = [...hybrid, 'push']
/** What leaves the signature to the TLS connection. */
export const unverified: Flows = idToken.filter((flow) => !verified.includes(flow))
/** What knows which nonce to expect: one, or none. */
export const nonce: Flows = [...openidQuery, 'openid code, no nonce', 'jarm', ...hybrid]
/** What gets an ID Token and knows no nonce. */
export const noNonce: Flows = idToken.filter((flow) => !nonce.includes(flow))
/** The resource server's side. */
export const resourceServer: Flows = ['resource server', 'resource server, dpop']
/** What fetches the JWK Set. */
export const jwks: Flows = [...verified, 'jarm', 'signed introspection', 'signed userinfo', ...resourceServer]
/** What asks for claims about the user. */
export const userinfo: Flows = ['everything', 'dpop', 'userinfo', 'signed userinfo']
/** What compares the nonce that it sent. */
export const sentNonce: Flows = nonce.filter((flow) => flow !== 'openid code, no nonce')
/** What gets an ID Token and asks UserInfo, too. */
export const twice: Flows = ['everything', 'dpop']
export const detached: Flows = ['detached signature']
export const push: Flows = ['push']
export const device: Flows = ['device', 'device polling']
export const backchannel: Flows = ['ciba', 'ciba polling', 'ping', 'push']

/** These flows but those. */
export function except(flows: Flows, ...others: readonly (FlowName | Flows)[]): Flows {
  return flows.filter((flow) => !others.flat().includes(flow))
}
