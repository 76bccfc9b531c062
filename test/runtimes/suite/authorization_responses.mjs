// validateAuthResponse, validateJwtAuthResponse, validateCodeIdTokenResponse, validateDetachedSignatureResponse.
import { deepEqual, equal, rejects } from './assert.mjs'
import { check } from './check.mjs'
import * as oauth from './library.mjs'
import { as, client, idToken, jwks, serving } from './party.mjs'
import { leftHalf, tamper } from './web_crypto.mjs'

const server = () => ({
  ...as(),
  authorization_response_iss_parameter_supported: true,
  id_token_signing_alg_values_supported: ['ES256'],
})
const iss = as().issuer
const callback = (parameters) => new URL(`https://rp.example.test/cb?${new URLSearchParams(parameters)}`)

check('rfc6749 4.1.2: an authorization response as a URL and as parameters', () => {
  const parameters = { code: 'c', state: 's', iss }
  for (const given of [callback(parameters), new URLSearchParams(parameters)]) {
    const validated = oauth.validateAuthResponse(server(), client(), given, 's')
    equal(validated.get('code'), 'c')
    equal(validated instanceof URLSearchParams, true)
  }
})

for (const [clause, parameters, expectedState] of [
  ['rfc6749 4.1.2: another state', { code: 'c', state: 'other', iss }, 's'],
  ['rfc6749 4.1.2: a state that was not sent', { code: 'c', state: 's', iss }, oauth.expectNoState],
  ['rfc9207 2.4: a missing iss', { code: 'c', state: 's' }, 's'],
  ["rfc9207 2.4: another issuer's iss", { code: 'c', state: 's', iss: 'https://other.example.test' }, 's'],
  [
    'rfc6749 3.1: a repeated parameter',
    [
      ['iss', iss],
      ['state', 's'],
      ['state', 's'],
    ],
    's',
  ],
]) {
  check(`${clause} is refused`, () =>
    rejects(
      async () => oauth.validateAuthResponse(server(), client(), new URLSearchParams(parameters), expectedState),
      {
        is: oauth.OperationProcessingError,
        code: oauth.INVALID_RESPONSE,
      },
    ),
  )
}

check('rfc6749 4.1.2.1: an error response', async () => {
  const given = callback({ error: 'access_denied', error_description: 'no', state: 's', iss })
  const error = await rejects(async () => oauth.validateAuthResponse(server(), client(), given, 's'), {
    is: oauth.AuthorizationResponseError,
    code: oauth.AUTHORIZATION_RESPONSE_ERROR,
    error: 'access_denied',
    error_description: 'no',
  })
  equal(error.cause instanceof URLSearchParams, true)
})

check('jarm 2.4: a signed response, and the checks of it', async () => {
  const set = serving(await jwks('ES256'))
  const options = { ...server(), authorization_signing_alg_values_supported: ['ES256'] }
  const good = await idToken('ES256', { code: 'c', state: 's' })
  const validate = (response, state = 's') =>
    oauth.validateJwtAuthResponse(options, client(), callback({ response }), state, set)
  const validated = await validate(good)
  equal(validated.get('code'), 'c')
  deepEqual(validated.getAll('aud'), [])
  await rejects(validate(tamper(good)), { code: oauth.INVALID_RESPONSE })
  await rejects(validate(good, 'other'), { code: oauth.INVALID_RESPONSE })
  await rejects(validate(await idToken('ES256', { code: 'c', state: 's', aud: 'other' })), {
    code: oauth.JWT_CLAIM_COMPARISON,
  })
  await rejects(validate(await idToken('ES256', { code: 'c', state: 's', exp: 1 })), {
    code: oauth.JWT_TIMESTAMP_CHECK,
  })
  await rejects(validate(await idToken('ES256', { error: 'access_denied', state: 's' })), {
    is: oauth.AuthorizationResponseError,
    error: 'access_denied',
  })
})

async function hybrid(more) {
  const c_hash = await leftHalf('ES256', 'c')
  const id_token = await idToken('ES256', { nonce: 'n', c_hash, s_hash: await leftHalf('ES256', 's'), ...more })
  return { code: 'c', state: 's', id_token }
}

for (const [validateResponse, title] of [
  [oauth.validateCodeIdTokenResponse, 'oidc-core 3.3.2.8: validateCodeIdTokenResponse'],
  [oauth.validateDetachedSignatureResponse, 'fapi1 5.2.2: validateDetachedSignatureResponse'],
]) {
  const validate = async (given, nonce = 'n') =>
    validateResponse(server(), client(), given, nonce, 's', undefined, serving(await jwks('ES256')))
  const fragment = (parameters) => new URL(`https://rp.example.test/cb#${new URLSearchParams(parameters)}`)

  check(`${title} reads a fragment`, async () => {
    const validated = await validate(fragment(await hybrid()))
    equal(validated.get('code'), 'c')
    equal(validated.has('id_token'), false)
  })
  check(`${title} reads a posted form`, async () => {
    const post = (body, init) => new Request('https://rp.example.test/cb', { method: 'POST', body, ...init })
    const validated = await validate(post(new URLSearchParams(await hybrid())))
    equal(validated.get('code'), 'c')
    const wrong = post(String(new URLSearchParams(await hybrid())), { headers: { 'content-type': 'text/plain' } })
    await rejects(validate(wrong), { is: TypeError, code: 'ERR_INVALID_ARG_VALUE' })
  })
  check(`${title} refuses another nonce, another code and a changed token`, async () => {
    await rejects(validate(fragment(await hybrid()), 'other'), { code: oauth.JWT_CLAIM_COMPARISON })
    await rejects(validate(fragment({ ...(await hybrid()), code: 'other' })), { code: oauth.JWT_CLAIM_COMPARISON })
    const { id_token, ...rest } = await hybrid()
    await rejects(validate(fragment({ ...rest, id_token: tamper(id_token) })), { code: oauth.INVALID_RESPONSE })
  })
}

check('fapi1 5.2.2: a detached signature without s_hash is refused', async () => {
  const url = new URL(`https://rp.example.test/cb#${new URLSearchParams(await hybrid({ s_hash: undefined }))}`)
  const set = serving(await jwks('ES256'))
  await rejects(oauth.validateDetachedSignatureResponse(server(), client(), url, 'n', 's', undefined, set), {
    code: oauth.INVALID_RESPONSE,
  })
})
