// Token exchange (RFC 8693), which oidc-provider leaves to its users: just enough to answer a well-formed request.

import { errors } from 'oidc-provider'

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

export function registerExtensionGrants(provider) {
  provider.registerGrantType(
    TOKEN_EXCHANGE,
    async (ctx) => {
      const { subject_token, subject_token_type, scope } = ctx.oidc.params
      if (!subject_token || !subject_token_type) throw new errors.InvalidRequest('the subject token is missing')
      if (!(await provider.ClientCredentials.find(subject_token)))
        throw new errors.InvalidGrant('unknown subject token')
      const token = new provider.ClientCredentials({ client: ctx.oidc.client, scope })
      ctx.oidc.entity('ClientCredentials', token)
      ctx.body = {
        access_token: await token.save(),
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        token_type: token.tokenType,
        expires_in: token.expiration,
      }
    },
    ['audience', 'scope', 'subject_token', 'subject_token_type'],
    ['audience'],
  )
}
