// What the suite checks in the requests of the relying party. The rows of the modules check all of it in every request.
// Here each check gets a request that it must refuse, changed from one of the library's.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as ours from 'relying'
import type { Library } from '../../hostile/stage.ts'
import { type Alteration, assertion, form, header, object, proof, query, uncertified } from './alterations.ts'
import { signIn } from './application.ts'
import { authenticate, decideAtThirdPoll } from './backchannel.ts'
import { createSuite, type Endpoint, type Suite } from './server.ts'
import * as variants from './variants.ts'

type Variant = variants.Variant
type Conduct = (library: Library, suite: Suite) => Promise<void>

const [keyAndDPoP, , certificateAndDPoP, certificate] = variants.securityProfile as Variant[] as [
  Variant,
  Variant,
  Variant,
  Variant,
]
const [signed] = variants.signedRequests as Variant[] as [Variant]
const [jarm] = variants.signedResponses as Variant[] as [Variant]
const [byValue, pushedObject] = variants.detachedSignature as Variant[] as [Variant, Variant]
const [polling, pinging] = variants.ciba as Variant[] as [Variant, Variant]
const now = () => Math.floor(Date.now() / 1000)

refuses(keyAndDPoP, signIn, 'pushed_authorization', {
  'fapi2-sp 5.3.3.1/5: client assertion: `aud` is not an endpoint': assertion((claims) => (claims.aud += 'par')),
  'fapi2-sp 5.3.3.2/2: no `request_uri` is pushed': form((body) => body.set('request_uri', 'urn:1')),
  'fapi2-sp 5.3.3.2/3: there is a challenge': form((body) => body.delete('code_challenge')),
  'fapi2-sp 5.3.3.2/3: its method is S256': form((body) => body.set('code_challenge_method', 'plain')),
  'fapi2-sp 5.3.3.2/1: the response type is `code`': form((body) => body.set('response_type', 'token')),
  'fapi2-sp 5.3.3.2/7: the nonce is short': form((body) => body.set('nonce', 'n'.repeat(65))),
  'rfc6749 4.1.1/p2: the redirect URI is the registered one': form((body) =>
    body.set('redirect_uri', 'https://c.example'),
  ),
  'rfc9449 10.1/2: a proof at this endpoint names this endpoint': proof((claims) => (claims.htu += '/token')),
})

refuses(keyAndDPoP, signIn, 'authorization', {
  'fapi2-sp 5.3.3.2/6: the authorization URL has nothing else': query((search) =>
    search.set('state', 'of-the-browser'),
  ),
  'rfc6749 4.1.1/p2: the authorization URL has the client': query((search) => search.delete('client_id')),
})

refuses(keyAndDPoP, signIn, 'token', {
  'fapi2-sp 5.3.3.1/2: the client authenticates': form((body) => body.delete('client_assertion')),
  'fapi2-sp 5.3.3.1/5: client assertion: `aud` is a string': assertion((claims) => (claims.aud = [claims.aud])),
  'rfc7523 2.2/1: client assertion: its type': form((body) => body.set('client_assertion_type', 'urn:saml')),
  'rfc7523 3/1: client assertion: `iss` is the client': assertion((claims) => (claims.iss = 'another')),
  'rfc7523 3/2: client assertion: `sub` is the client': assertion((claims) => (claims.sub = 'another')),
  'rfc7523 3/4: client assertion: `exp` is present': assertion((claims) => delete claims.exp),
  'rfc7523 3/4: client assertion: `exp` is not a day away': assertion((claims) => (claims.exp = now() + 90_000)),
  'rfc7523 3/5: client assertion: `nbf` is not in the future': assertion((claims) => (claims.nbf = now() + 400)),
  'rfc7523 3/6: client assertion: `iat` is present': assertion((claims) => delete claims.iat),
  'rfc7523 3/7: client assertion: `jti` is present': assertion((claims) => delete claims.jti),
  'fapi2-sp 5.4.1/1.2: client assertion: its algorithm': assertion((_, head) => (head.alg = 'ES384')),
  'fapi2-sp 5.3.3.1/1: there is a proof': header('dpop', undefined),
  'rfc9449 4.2/1: proof: `typ`': proof((_, head) => (head.typ = 'JWT')),
  'rfc9449 4.2/2: proof: its algorithm': proof((_, head) => (head.alg = 'none')),
  'rfc9449 4.2/3: proof: no private key': proof((_, { jwk }) => Object.assign(jwk as object, { d: 'AAAA' })),
  'rfc9449 4.2/4: proof: `jti`': proof((claims) => delete claims.jti),
  'rfc9449 4.2/5: proof: `htm`': proof((claims) => (claims.htm = 'GET')),
  'rfc9449 4.2/6: proof: `htu`': proof((claims) => (claims.htu += '/')),
  'rfc9449 4.2/7: proof: `iat`': proof((claims) => (claims.iat = now() - 400)),
  'rfc9449 4.2/8: proof: `ath` only with an access token': proof((claims) => (claims.ath = 'AAAA')),
})

refuses(keyAndDPoP, signIn, 'resource', {
  'rfc9449 4.2/8: proof: `ath` with an access token': proof((claims) => delete claims.ath),
  'fapi2-sp 5.3.3.1/3: the access token is in the header': header('authorization', undefined),
  'fapi2-sp 5.3.3.1/3: the access token is not in the query': query((search) => search.set('access_token', 'AAAA')),
  'rfc9449 7.1/p1: the scheme is DPoP': header('authorization', 'Bearer of-somebody'),
  'fapi1-baseline 6.2.2/5: the interaction ID is a UUID': header('x-fapi-interaction-id', '1'),
})

refuses(certificate, signIn, 'pushed_authorization', {
  'fapi2-sp 5.3.3.1/7: requests with a certificate use the alias': uncertified,
})
refuses(certificate, signIn, 'token', {
  'rfc8705 3/3: the token is requested with the certificate': uncertified,
  'rfc8705 2/3: `client_id` identifies the client': form((body) => body.delete('client_id')),
})
refuses(certificate, signIn, 'resource', {
  'rfc8705 3/3: the certificate is sent to the resource, too': uncertified,
})
refuses(certificateAndDPoP, signIn, 'token', {
  'rfc8705 2/3: `client_id` identifies the client, even if the token is bound by a proof': form((body) =>
    body.delete('client_id'),
  ),
})

refuses(signed, signIn, 'pushed_authorization', {
  'fapi2-ms 5.3.2/1: the pushed request is signed': form((body) => body.delete('request')),
  'rfc9101 4/1a: there is nothing beside the request object': form((body) => body.set('scope', 'openid')),
  'rfc9101 4/2a: request object: `iss` is the client': object((claims) => (claims.iss = 'another')),
  'fapi2-ms 5.3.2/2: request object: `aud` is the issuer': object((claims) => (claims.aud = 'another')),
  'fapi2-ms 5.3.2/3: request object: `nbf` is present': object((claims) => delete claims.nbf),
  'fapi2-ms 5.3.2/3: request object: `nbf` is not an hour ago': object((claims) => (claims.nbf = now() - 3700)),
  'fapi2-ms 5.3.2/4: request object: `exp` is present': object((claims) => delete claims.exp),
  'fapi2-ms 5.3.2/4: request object: `exp` is not an hour away': object((claims) => (claims.exp = now() + 3700)),
  'rfc9101 10.8/2: request object: no `sub`': object((claims) => (claims.sub = claims.client_id)),
  'rfc9101 10.8/3: request object: `typ`': object((_, head) => (head.typ = 'JWT')),
  'rfc9101 4/5: request object: no `request`': object((claims) => (claims.request = 'e30')),
  'fapi2-sp 5.3.3.2/3: request object: there is a challenge': object((claims) => delete claims.code_challenge),
})
refuses(jarm, signIn, 'pushed_authorization', {
  'fapi2-ms 5.4.2/1: `response_mode` is `jwt`': object((claims) => delete claims.response_mode),
})

refuses(byValue, signIn, 'authorization', {
  'fapi1-advanced 5.2.3/2: the authorization URL has a signed request': query((search) => search.delete('request')),
  'fapi1-advanced 5.2.3/9: `response_type` is also outside': query((search) => search.delete('response_type')),
  'fapi1-advanced 5.2.3/9: `scope` is also outside': query((search) => search.delete('scope')),
  'fapi1-advanced 5.2.3.1/1: `code id_token` is requested': query((search) => search.set('response_type', 'code')),
})
refuses(pushedObject, signIn, 'pushed_authorization', {
  'fapi1-advanced 5.2.3/15: a pushed request has a challenge': object((claims) => delete claims.code_challenge),
  'fapi1-advanced 5.2.3/10: request object: `aud` is the issuer': object((claims) => (claims.aud = 'another')),
  'fapi1-advanced 5.2.3/11: request object: `exp` is not an hour away': object((claims) => (claims.exp = now() + 3700)),
  'fapi1-advanced 5.2.3/14: request object: `nbf` is present': object((claims) => delete claims.nbf),
})
refuses(pushedObject, signIn, 'authorization', {
  'fapi1-advanced 5.2.3/16: the authorization URL also has `client_id`': query((search) => search.delete('client_id')),
})

refuses(pinging, authenticate, 'backchannel_authentication', {
  'fapi-ciba 5.2.3.1/1: the request is signed': form((body) => body.delete('request')),
  'ciba 7.1.1/p3b: there is nothing beside the request object': form((body) => body.set('login_hint', 'alice')),
  'ciba 7.1/p2b: client assertion: `aud` is the issuer': assertion((claims) => (claims.aud += 'ciba')),
  'ciba 7.1/p4: there is one hint': object((claims) => (claims.id_token_hint = 'e30')),
  'ciba 7.1/2a: there is a client_notification_token': object((claims) => delete claims.client_notification_token),
  'ciba 7.1/2b: the client_notification_token has at most 1024 characters': object(
    (claims) => (claims.client_notification_token = 'n'.repeat(1025)),
  ),
  'ciba 7.1/9: `requested_expiry` is a positive integer': object((claims) => (claims.requested_expiry = 0)),
  'ciba 7.1.1/1: `aud` is the issuer': object((claims) => (claims.aud += 'ciba')),
  'ciba 7.1.1/2: `iss` is the client': object((claims) => (claims.iss = 'another')),
  'ciba 7.1.1/4: `iat` is present': object((claims) => delete claims.iat),
  'ciba 7.1.1/6: `jti` is present': object((claims) => delete claims.jti),
  'fapi-ciba 5.2.2/9: `nbf` and `exp` are at most 60 minutes apart': object((claims) =>
    Object.assign(claims, { nbf: now() - 60, exp: now() + 3590 }),
  ),
})
refuses(polling, authenticate, 'token', {
  'ciba 10.1/p2: the client authenticates at the token endpoint': form((body) => body.delete('client_assertion')),
})

test('fapi2-sp 5.3.3.2/4: two sign-ins have nothing in common', async () => {
  const [first, second] = [await pushedParameters(keyAndDPoP), await pushedParameters(keyAndDPoP)]
  for (const name of ['state', 'nonce', 'code_challenge', 'client_assertion']) {
    assert.notEqual(first.get(name), second.get(name))
    assert.ok((first.get(name) as string).length >= 22, name)
  }
})

test('fapi1-baseline 5.2.3/9: without OpenID Connect there is a `state`, and no nonce', async () => {
  const sent = await pushedParameters({ ...keyAndDPoP, client: 'plain_oauth' })
  assert.ok(sent.get('state'))
  assert.equal(sent.get('nonce'), null)
})

async function pushedParameters(variant: Variant): Promise<URLSearchParams> {
  const suite = await createSuite(variant)
  await signIn(ours, suite)
  const pushed = suite.arrivals.find(({ endpoint }) => endpoint === 'pushed_authorization')
  return new URLSearchParams(pushed?.body)
}

const nothing = () => {}
const same: [string, Variant, Conduct, Endpoint, Alteration][] = [
  ['client assertion', keyAndDPoP, signIn, 'token', assertion(nothing)],
  ['proof', keyAndDPoP, signIn, 'token', proof(nothing)],
  ['proof with an access token', keyAndDPoP, signIn, 'resource', proof(nothing)],
  ['request object', signed, signIn, 'pushed_authorization', object(nothing)],
  ['request object of CIBA', pinging, authenticate, 'backchannel_authentication', object(nothing)],
  ['form', keyAndDPoP, signIn, 'pushed_authorization', form(nothing)],
  ['query', byValue, signIn, 'authorization', query(nothing)],
]
for (const [what, variant, conduct, where, alter] of same) {
  test(`control: an unchanged request that is taken apart and signed again passes: ${what}`, async () => {
    const { suite, ended } = await played(variant, conduct, where, alter)
    await ended
    assert.equal(suite.arrivals.at(-1)?.endpoint, 'resource')
  })
}

/** The unchanged requests pass, up to the endpoint, where the altered one is refused. */
function refuses(variant: Variant, conduct: Conduct, where: Endpoint, lines: Record<string, Alteration>): void {
  for (const [title, alter] of Object.entries(lines)) {
    test(title, async () => {
      const { suite, ended } = await played(variant, conduct, where, alter)
      await assert.rejects(ended, isRefusal)
      assert.equal(suite.arrivals.at(-1)?.endpoint, where)
    })
  }
}

async function played(variant: Variant, conduct: Conduct, where: Endpoint, alter: Alteration) {
  const suite = await createSuite(variant)
  if (variant.mode) decideAtThirdPoll(suite)
  suite.alter = async (arrival) => {
    if (arrival.endpoint !== where) return arrival
    const altered = { ...arrival, headers: new Headers(arrival.headers) }
    await alter(altered, suite)
    return altered
  }
  return { suite, ended: conduct(ours, suite) }
}

function isRefusal(error: { code?: string }): boolean {
  return error instanceof assert.AssertionError || Boolean(error.code?.startsWith('ERR_J'))
}
