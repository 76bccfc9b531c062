/**
 * How each accepted difference is recognised, and only that. `sameAs` returns the changed case in which the other
 * library does what this one does in the original case; `recognises` compares the two outcomes.
 */

import { has, mediaType, mentions, replacedArguments, replacedHeader, without } from './case_changes.ts'
import { wellFormedList } from './challenge_list.ts'
import type { Pair } from './compare.ts'
import { isArgumentGuard } from './outcome.ts'
import type { Played } from './play.ts'
import { type Case, Made, now, type Step } from './value.ts'

export interface Recogniser {
  sameAs?: (data: Case) => Case | undefined
  recognises?: (pair: Pair) => boolean
}

const hybrids = ['validateCodeIdTokenResponse', 'validateDetachedSignatureResponse']

/** Whether the runtime turns `null` into a parameter named `null`. */
export const isNullText = [...new URLSearchParams(null as never)].length > 0

const isLeak = ({ code }: Played) => code.startsWith('leak ')
const causeOf = ({ outcome }: Played): Record<string, unknown> =>
  'error' in outcome ? ((outcome.error as Error).cause as Record<string, unknown>) : {}
const isSymbol = (value: unknown, name: string) =>
  value instanceof Made && value.kind === 'symbol' && value.of[0] === name
const isForeign = (value: unknown, what: string) =>
  value instanceof Made && value.kind === 'foreign' && value.of[0] === what

const lifetimes = ['expires_in', 'interval', 'client_secret_expires_at']
const isDecimal = (value: unknown) => typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))

const requiredClaims = [
  'aud',
  'exp',
  'iat',
  'iss',
  'sub',
  'nonce',
  'auth_time',
  'c_hash',
  's_hash',
  'jti',
  'client_id',
  'cnf',
  'ath',
  'htm',
  'htu',
]
const isEmptyOfMeaning = (claims: Record<string, unknown>): boolean =>
  requiredClaims.some((name) => Object.hasOwn(claims, name) && claims[name] === null) ||
  (Object.hasOwn(claims, 'sub') && (typeof claims.sub !== 'string' || claims.sub === '')) ||
  (Array.isArray(claims.aud) && claims.aud.some((item) => typeof item !== 'string'))

const optionsOf = (step: Step): Record<string, unknown> => {
  const last = step.args.at(-1)
  return typeof last === 'object' && last !== null && !(last instanceof Made) ? (last as Record<string, unknown>) : {}
}

/** Whether the clock of a case goes back by the lifetime of a JWK Set or more. */
const isClockSetBack = ({ steps }: Case): boolean => {
  const moments = steps.flat().flatMap(({ at }) => (at === undefined ? [] : [at]))
  return moments.some((moment, index) => moments.slice(index).some((later) => moment - later >= 300))
}

const isHandleOption = (played: Played, test: (value: unknown) => boolean): boolean => {
  const options = optionsOf(played.step)
  return Object.hasOwn(options, 'DPoP') && test(options.DPoP)
}

export const recognisers: Record<number, Recogniser> = {
  1: {
    sameAs: (data) =>
      replacedArguments(data, ({ fn, args }) => {
        const [as, client, ...rest] = args
        const bare = client !== null && typeof client === 'object' ? without(client, 'default_max_age') : client
        if (hybrids.includes(fn) && isSymbol(args[5], 'skipAuthTimeCheck'))
          return [as, bare, ...rest.slice(0, 3), undefined, ...rest.slice(4)]
        if (fn !== 'processAuthorizationCodeResponse') return undefined
        return isSymbol((args[3] as { maxAge?: unknown } | undefined)?.maxAge, 'skipAuthTimeCheck')
          ? [as, bare, ...rest]
          : undefined
      }),
  },
  2: {
    recognises: ({ data, their, our }) =>
      /^validate(Jwt)?Auth|^validate(Code|Detached)/.test(our.fn) &&
      (our.code === 'UNSUPPORTED_OPERATION' || our.code === 'INVALID_RESPONSE') &&
      our.shape === '-' &&
      their.text !== our.text &&
      mentions(data, 'access_token'),
  },
  3: {
    recognises: ({ their, our }) =>
      our.fn === 'validateJwtAccessToken' &&
      their.code === 'leak TypeError ERR_INVALID_URL' &&
      our.code === 'JWT_CLAIM_COMPARISON' &&
      causeOf(our).claim === 'htu',
  },
  4: { recognises: ({ their, our }) => isLeak(their) && our.code === 'INVALID_RESPONSE' && our.shape === '{ jwk }' },
  5: {
    recognises: ({ their, our }) =>
      our.fn === 'validateJwtAccessToken' &&
      (their.shape === 'string' || their.shape === 'Error') &&
      /^INVALID_RE/.test(our.code) &&
      our.shape === '{ headers }',
  },
  6: {
    recognises: ({ their, our }) =>
      // some functions check the signature before the keys, so that may fail first here
      their.code === 'TE(value)' && their.shape === 'Error' && their.text !== our.text,
  },
  7: {
    recognises: ({ their, our }) =>
      /^process(Resource)?Discovery/.test(our.fn) &&
      their.code === 'leak TypeError ERR_INVALID_URL' &&
      our.code === 'INVALID_RESPONSE' &&
      our.shape === '{ body }',
  },
  9: { sameAs: (data) => replacedHeader(data, 'www-authenticate', wellFormedList) },
  10: { sameAs: (data) => replacedHeader(data, 'content-type', mediaType) },
  11: {
    recognises: ({ their, our, data }) =>
      /^process.*(Response)$/.test(our.fn) &&
      ((our.code === 'UNSUPPORTED_OPERATION' &&
        our.shape === '{ body }' &&
        String((causeOf(our).body as { token_type: string }).token_type) in {}) ||
        (their.code === 'resolved' &&
          our.code === 'own error' &&
          has(data, (value) => value instanceof Made && value.of[0] === 'reject'))),
  },
  12: {
    recognises: ({ their, our }) => {
      if (our.code === 'INVALID_RESPONSE' && our.shape === '{ body }' && their.text !== our.text) {
        const body = causeOf(our).body as Record<string, unknown>
        return lifetimes.some((name) => Object.hasOwn(body, name) && !isDecimal(body[name]))
      }
      if (their.code !== 'INVALID_RESPONSE' || their.shape !== '{ body }') return false
      const body = causeOf(their).body as Record<string, unknown>
      return lifetimes.slice(1).some((name) => typeof body[name] === 'string' && isDecimal(body[name]))
    },
  },
  13: {
    recognises: ({ their, our }) =>
      /_SERVER_METADATA$/.test(our.code) &&
      their.code === our.code &&
      causeOf(their).attribute === `mtls_endpoint_aliases.${causeOf(our).attribute}`,
  },
  14: {
    recognises: ({ their, our }) =>
      their.code === 'TE(value)' &&
      our.code === 'TE(value)' &&
      their.shape === '{ cause }' &&
      our.args.includes(causeOf(our)),
  },
  15: {
    recognises: ({ their, our, data }) =>
      their.code === our.code &&
      has(
        data,
        (value) =>
          value instanceof Made &&
          value.kind === 'hook' &&
          /add members|change alg|strip members/.test(String(value.of[0])),
      ) &&
      withoutProofHeaders(their.text) === withoutProofHeaders(our.text),
  },
  16: {
    recognises: ({ their, our }) =>
      our.code === 'INVALID_RESPONSE' &&
      our.shape === '{ claims }' &&
      their.text !== our.text &&
      isEmptyOfMeaning(causeOf(our).claims as Record<string, unknown>),
  },
  17: {
    recognises: ({ their, our }) =>
      our.code === 'TE(value)' &&
      ((our.fn === 'authorizationCodeGrantRequest' &&
        typeof (our.args[3] as { addProof?: unknown } | null)?.addProof === 'function') ||
        (isLeak(their) && (our.args.at(-1) as { DPoP?: unknown }).DPoP instanceof URLSearchParams)),
  },
  19: {
    recognises: ({ data, their, our, theirRun, ourRun }) =>
      /^validate/.test(our.fn) &&
      ((data.steps.some(Array.isArray) &&
        has(data, (value) => value instanceof Made && value.kind === 'signal') &&
        their.code === our.code &&
        ourRun.stage.answered.length < theirRun.stage.answered.length) ||
        (our.code === 'own error' &&
          has(data, (value) => value instanceof Made && value.kind === 'signal' && value.of[0] === true))),
  },
  20: {
    recognises: ({ their, our, data }) =>
      candidatesOf(their) !== candidatesOf(our) &&
      // more than one candidate is refused
      (candidatesOf(their) === 0 || candidatesOf(our) > 1) &&
      has(
        data,
        (value) =>
          value instanceof Made && value.kind === 'jwk' && /^Ed/.test(String((value.of[1] as { alg?: unknown }).alg)),
      ),
  },
  21: {
    recognises: ({ data, their, our, theirRun, ourRun }) =>
      their.text !== our.text &&
      ourRun.stage.answered.length > theirRun.stage.answered.length &&
      (isClockSetBack(data) ||
        has(
          data,
          (value) => typeof value === 'object' && value !== null && Number((value as { uat?: unknown }).uat) > now,
        )),
  },
  22: {
    recognises: ({ their, our, data }) =>
      (their.code === 'TE(type)' &&
        our.code !== their.code &&
        ['URL', 'URLSearchParams', 'AbortSignal', 'CryptoKey'].some((what) =>
          has(data, (value) => isForeign(value, what)),
        )) ||
      (isLeak(their) && our.code === 'TE(type)' && has(data, (value) => isForeign(value, 'hostile proxy'))),
  },
  23: {
    sameAs: (data) =>
      replacedArguments(data, (step) => {
        const options = optionsOf(step)
        return options.DPoP === null ? [...step.args.slice(0, -1), { ...options, DPoP: undefined }] : undefined
      }),
    recognises: ({ their, our }) =>
      our.code === 'TE(value)' &&
      their.code !== our.code &&
      isHandleOption(our, (value) => value !== undefined && value !== null && !value),
  },
  24: {
    recognises: ({ their, our }) =>
      their.text !== our.text &&
      withoutImports(their.text) === withoutImports(our.text) &&
      importsIn(our.text) < importsIn(their.text),
  },
  25: {
    recognises: ({ their, our }) =>
      our.code === 'TE(value)' && their.code !== our.code && mentions({ steps: [our.step] }, 'foreign'),
  },
  26: {
    recognises: ({ their, our }) =>
      our.code === 'RESPONSE_IS_NOT_CONFORM' &&
      their.code === our.code &&
      (causeOf(our) as unknown as Response).status >= 400 &&
      (causeOf(our) as unknown as Response).status < 500 &&
      (causeOf(our) as unknown as Response).bodyUsed &&
      their.text === our.text.replaceAll('bodyUsed=true', 'bodyUsed=false'),
  },
  27: {
    sameAs: (data) =>
      replacedArguments(data, ({ fn, args }) => {
        const client = args[1] as { require_auth_time?: unknown } | null | undefined
        if (!hybrids.includes(fn) || !client?.require_auth_time || client.require_auth_time === true) return undefined
        return [args[0], { ...client, require_auth_time: false }, ...args.slice(2)]
      }),
  },
  28: {
    recognises: ({ their, our }) =>
      our.fn === 'dynamicClientRegistrationRequest' && our.code === 'TE(type)' && !isArgumentGuard(their.code),
  },
  29: {
    recognises: ({ our }) => {
      if (our.fn !== 'processAuthorizationCodeResponse' || our.code !== 'TE(type)') return false
      const { expectedNonce } = our.step.args[3] as { expectedNonce?: unknown }
      return (
        expectedNonce !== undefined && typeof expectedNonce !== 'string' && !isSymbol(expectedNonce, 'expectNoNonce')
      )
    },
  },
  30: {
    sameAs: (data) =>
      replacedArguments(data, ({ fn, args: [where, ...rest] }) =>
        /[dD]iscoveryRequest$/.test(fn) && where instanceof Made && String(where.of[0]).includes('#')
          ? [new Made('url', String(where.of[0]).replace(/#.*/, '')), ...rest]
          : undefined,
      ),
  },
  31: {
    recognises: ({ their, our }) =>
      (our.fn.startsWith('instanceof ') && 'value' in our.outcome && our.outcome.value === true) ||
      (our.fn === 'isDPoPNonceError' &&
        'value' in our.outcome &&
        (isLeak(their)
          ? our.outcome.value === false
          : our.step.args[0] instanceof Made && our.step.args[0].kind === 'copy')),
  },
  32: {
    recognises: ({ their, our }) =>
      (their.code === 'leak URIError' && our.code === 'TE(value)') ||
      (their.code.startsWith('leak TypeError') &&
        /is not a function|^Cannot (read properties of|use 'in' operator)|^Invalid URL$/.test(messageOf(their)) &&
        !isLeak(our)),
  },
  33: {
    sameAs: (data) =>
      replacedArguments(data, ({ fn, args: [as, ...rest] }) =>
        hybrids.includes(fn) && as instanceof Made && as.kind === 'inherits' ? [as.of[0], ...rest] : undefined,
      ),
    recognises: ({ our }) =>
      (our.fn === 'userInfoRequest' && our.args[3] instanceof Request) ||
      (our.fn === 'resolveEndpoint' && String(our.args[1]) in {}),
  },
  35: {
    recognises: ({ their, our }) =>
      their.code === 'leak TypeError' && our.code === 'TE(value)' && /Headers|ByteString/.test(messageOf(their)),
  },
  36: {
    sameAs: (data) =>
      replacedArguments(data, ({ fn, args }) => {
        const at = fn === 'issueRequestObject' ? 2 : fn === 'genericTokenEndpointRequest' ? 4 : 3
        return isNullText && /Request(Object)?$/.test(fn) && args[at] === null
          ? args.map((each, index) => (index === at ? undefined : each))
          : undefined
      }),
  },
  34: {
    recognises: ({ their, our, data }) =>
      (our.code === 'KEY_SELECTION' || their.code === 'KEY_SELECTION') &&
      has(
        data,
        (value) =>
          value instanceof Made && value.kind === 'jwk' && (value.of[1] as { key_ops?: unknown }).key_ops === 'verify',
      ),
  },
}

const candidatesOf = (played: Played): number =>
  played.code === 'KEY_SELECTION' ? (causeOf(played).candidates as unknown[]).length : 1
const messageOf = ({ outcome }: Played): string => ('error' in outcome ? (outcome.error as Error).message : '')

const withoutProofHeaders = (text: string) =>
  text.replace(/JWS \{.*?\} \{/g, 'JWS {').replace(/hook called Array[\s\S]*?\n {2}"1"/g, 'hook called')
const withoutImports = (text: string) => text.replace(/\n(import|export)Key called.*/g, '')
const importsIn = (text: string) => text.split('Key called').length
