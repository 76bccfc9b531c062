// A user's program, as small as possible while it uses values, types, symbols and errors.
import * as oauth from 'relying'
import { createAuthorizationServer, type TestClient } from 'relying/testing'
import { type UndiciFetch, undiciFetch } from 'relying/undici'

const as: oauth.AuthorizationServer = { issuer: 'https://as.example' }
const client: oauth.Client = { client_id: 'abc', [oauth.clockTolerance]: 30 }
export const authentication: oauth.ClientAuth = oauth.ClientSecretPost('secret')
export const response: Promise<Response> = oauth.clientCredentialsGrantRequest(as, client, authentication, {
  scope: 'read',
})
export const result: Promise<oauth.TokenEndpointResponse> = response.then((answer) =>
  oauth.processClientCredentialsResponse(as, client, answer),
)
export const code: 'OAUTH_PARSE_ERROR' = oauth.PARSE_ERROR
export const keys: Promise<oauth.CryptoKeyPair> = oauth.generateKeyPair('ES256')

export const registered: Promise<TestClient> = createAuthorizationServer().then((server) => server.registerClient())
export const transport: UndiciFetch = undiciFetch({ connections: 2 })

// exactOptionalPropertyTypes: fetch's own options may not be undefined, as the body of a GET is here
interface RequestInitLike {
  body?: string | null
  signal?: AbortSignal | null
}
declare function fetchLike(url: string, init: RequestInitLike): Promise<Response>
export const withFetch: oauth.HttpRequestOptions<'GET'> = {
  [oauth.customFetch]: (url: string, options: object) => fetchLike(url, options),
}

export function describe(error: unknown): string {
  if (error instanceof oauth.ResponseBodyError) return error.error
  return error instanceof oauth.OperationProcessingError ? (error.code ?? '') : ''
}

// @ts-expect-error: the client's identifier is required
export const wrong: oauth.Client = {}
