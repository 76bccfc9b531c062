/** Client authentication methods, including ones that fail. */
import fc from 'fast-check'
import { secret } from '../keys.ts'
import { call, hook, key } from '../value.ts'

const hooksOf = ['watch assertion', 'add members', 'strip members', 'change alg', 'fail', 'return a promise']

export const cheapAuthentication: fc.Arbitrary<unknown> = fc.constantFrom(
  call('None'),
  call('TlsClientAuth'),
  call('ClientSecretPost', secret),
  call('ClientSecretBasic', "s &%+-_.!~*'()é\ud83d\ude00"),
  call('ClientSecretBasic', secret),
  hook('client auth'),
  hook('async client auth'),
)

export const authentication: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: cheapAuthentication },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      call('ClientSecretJwt', secret),
      call('PrivateKeyJwt', key('ES256')),
      call('PrivateKeyJwt', { key: key('Ed25519'), kid: 'k1' }),
      call('PrivateKeyJwt', { key: key('PS256'), kid: undefined }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...hooksOf)
      .chain((name) =>
        fc.constantFrom<unknown>(
          call('ClientSecretJwt', secret, { '@modifyAssertion': hook(name) }),
          call('PrivateKeyJwt', { key: key('ES256'), kid: 'k1' }, { '@modifyAssertion': hook(name) }),
        ),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      call('PrivateKeyJwt', key('weak RS256')),
      call('PrivateKeyJwt', key('weak PS256')),
      call('PrivateKeyJwt', key('RSA SHA-1')),
      call('PrivateKeyJwt', key('PSS SHA-1')),
      call('PrivateKeyJwt', key('RSA-OAEP')),
      call('PrivateKeyJwt', key('ECDH')),
      hook('fail'),
      hook('reject'),
    ),
  },
)
