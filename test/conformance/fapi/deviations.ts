// Changes that several modules of the FAPI plans make to what their server sends.
import * as jose from 'jose'
import { missing } from 'relying/testing'
import { alternateKeyId, rsaKeyPair, type Suite } from './server.ts'

type Claims = Record<string, unknown>

/** Changes claims of each ID Token. The value is computed from the server's correct one. */
export function idTokenClaim(name: string, change: (right: never, suite: Suite) => unknown) {
  return (suite: Suite): void => {
    const { server, issuer } = suite
    const right: Claims = {
      iss: issuer,
      aud: server.client.client_id,
      exp: server.clock.now(),
      iat: server.clock.now(),
    }
    server.misbehave(`id_token.${name}` as 'id_token.iss', change(right[name] as never, suite) as string)
  }
}

export const iss = idTokenClaim('iss', (right: string) => `${right}1`)
export const aud = idTokenClaim('aud', (right: string) => `${right}1`)
export const secondAud = idTokenClaim('aud', (right: string) => [right, `${right}1`])
export const audAsArray = idTokenClaim('aud', (right: string) => [right])
/** six minutes ago */
export const expired = idTokenClaim('exp', (now: number) => now - 360)
export const weekOld = idTokenClaim('iat', (now: number) => now - 7 * 24 * 3600)
export const nonce = idTokenClaim('nonce', () => 'of-another-request')
export const without = (name: string) => idTokenClaim(name, () => missing)

export function nullAlgorithm({ server }: Suite): void {
  server.misbehave('id_token.signature', 'none')
}

/** A valid header and valid claims, and a signature with changed bits. */
export function brokenSignature(suite: Suite): void {
  suite.rewriteIdToken = async (jwt) => {
    const [header, payload, signature] = jwt.split('.') as [string, string, string]
    const bits = jose.base64url.decode(signature).map((octet) => octet ^ 0x5a)
    return `${header}.${payload}.${jose.base64url.encode(bits)}`
  }
}

/** A valid signature by a published key, with an algorithm that was not registered. */
export function alternateAlgorithm(suite: Suite): void {
  suite.rewriteIdToken = async (jwt) => {
    const { privateKey } = await rsaKeyPair()
    const header = { alg: 'RS256', kid: alternateKeyId }
    return new jose.SignJWT(jose.decodeJwt(jwt)).setProtectedHeader(header).sign(privateKey)
  }
}

/** Refuses the access token before two refreshes. */
export function refusedUntilRefreshedTwice(suite: Suite): void {
  suite.insteadOf.resource = () => {
    const refreshes = suite.arrivals.filter(
      ({ endpoint, body }) => endpoint === 'token' && new URLSearchParams(body).get('grant_type') === 'refresh_token',
    )
    const refreshed = new Set(refreshes.map(({ body }) => new URLSearchParams(body).get('refresh_token')))
    if (refreshed.size >= 2) return undefined
    const challenge = 'Bearer realm="suite", error="invalid_token", error_description="refresh"'
    return new Response(null, { status: 401, headers: { 'www-authenticate': challenge } })
  }
}

export function tokenTypeInInvertedCase({ server, variant }: Suite): void {
  server.misbehave('token.token_type', variant.constraint === 'dpop' ? 'dpOp' : 'bEARER')
}

export function issuerMismatch({ server, issuer }: Suite): void {
  server.misbehave('discovery.issuer', `${issuer}INVALID`)
}
