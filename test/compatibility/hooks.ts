/** The functions that a caller may pass, by name. Each reports its arguments to the stage. */
import type { Stage } from './stage.ts'

type Hook = (stage: Stage, of: unknown[]) => (...args: never[]) => unknown
type Claims = Record<string, unknown>

export const hooks: Record<string, Hook> = {
  watch:
    (stage) =>
    (...args: unknown[]) =>
      stage.note('hook called', args),

  // modifyAssertion: what will be signed matters, not which members are undefined
  'watch assertion':
    (stage) =>
    (...args: unknown[]) =>
      stage.note('hook called', signedForm(args)),
  'add members': (stage) => (header: Claims, payload: Claims) => {
    stage.note('hook called', signedForm([header, payload]))
    header[`x-${Object.keys(header).length}`] = 'added'
    payload.added = { nested: [1, null] }
    payload.nbf = 1
  },
  'strip members': () => (header: Claims, payload: Claims) => {
    delete header.typ
    delete header.kid
    delete payload.jti
    payload.aud = undefined
  },
  'change alg': () => (header: Claims) => {
    header.alg = 'EdDSA'
  },
  fail: (stage) => () => {
    throw stage.canned('hook')
  },
  reject: (stage) => async () => {
    throw stage.canned('hook')
  },
  'return a promise': () => async () => undefined,

  // jweDecrypt, _expectedIssuer, signal
  return:
    (stage, [value]) =>
    (...args: unknown[]) => {
      stage.note('hook called', args)
      return value
    },
  resolve:
    (stage, [value]) =>
    async (...args: unknown[]) => {
      stage.note('hook called', args)
      return value
    },

  // ClientAuth
  'client auth': (stage) => (as: object, client: object, body: URLSearchParams, headers: Headers) => {
    stage.note('client auth called', [as, client, body, headers])
    body.set('client_id', 'by hook')
    body.append('grant_type', 'second')
    headers.set('content-type', 'text/plain')
    headers.set('x-auth', 'hook')
    headers.append('accept', 'text/html')
  },
  'async client auth': () => async (_as: object, _client: object, body: URLSearchParams, headers: Headers) => {
    await undefined
    body.set('late', '1')
    headers.set('authorization', 'Custom late')
  },
}

const signedForm = (args: unknown[]): unknown => JSON.parse(JSON.stringify(args))
