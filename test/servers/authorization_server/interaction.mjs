// The user's decisions, without login and consent pages: logs in as `login_hint` (or alice) and consents to everything.
// A user named "denier" logs in and refuses.

export async function interact(provider, request, response) {
  const details = await provider.interactionDetails(request, response)
  const user = details.params.login_hint ?? 'alice'
  if (details.prompt.name === 'login') return finish({ login: { accountId: user, amr: ['pwd'] } }, false)
  if (user === 'denier') return finish({ error: 'access_denied', error_description: 'the user refused' }, false)
  return finish({ consent: { grantId: await consent(provider, details) } }, true)

  function finish(result, mergeWithLastSubmission) {
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission })
  }
}

async function consent(provider, { grantId, session, params, prompt }) {
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id })
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes = {} } = prompt.details
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '))
  if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims)
  for (const [resource, scopes] of Object.entries(missingResourceScopes))
    grant.addResourceScope(resource, scopes.join(' '))
  return grant.save()
}
