// The plan of the client credentials grant with FAPI 2.
import { testModules } from '../module.ts'
import { getTokens } from './application.ts'
import { tokenTypeInInvertedCase } from './deviations.ts'
import { modules } from './rows.ts'
import { only, plainOAuth, securityProfile } from './variants.ts'

const variants = plainOAuth(securityProfile)
const conduct = getTokens

testModules(
  modules([
    {
      title:
        'fapi2-sp 5.3.3.1/8: fapi2-security-profile-final-client-test-happy-path: client credentials: each proof needs a nonce, which is not announced',
      variants,
      conduct,
      ends: 'accepted',
    },
    {
      title:
        'fapi2-sp 5.3.3.1/1: fapi2-security-profile-final-client-test-happy-path-no-dpop-nonce: client credentials: the same without nonces',
      variants: only(variants, 'constraint', 'dpop'),
      deviate: (suite) => {
        suite.nonces = false
      },
      conduct,
      ends: 'accepted',
    },
    {
      title:
        'rfc6749 5.1/2b: fapi2-security-profile-final-client-test-token-type-case-insensitivity: client credentials: `token_type` has upper and lower case swapped',
      variants,
      deviate: tokenTypeInInvertedCase,
      conduct,
      ends: 'accepted',
    },
  ]),
)
