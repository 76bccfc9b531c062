// The one page that a user sees: it signs alice in and asks for her consent, in one step.

/** Shows the page, or carries out what was chosen on it. */
export async function interact(provider, request, response) {
  const { params, uid } = await provider.interactionDetails(request, response)
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(uid, params))
    return
  }
  if ((await readForm(request)).get('answer') !== 'allow') {
    const refusal = { error: 'access_denied', error_description: 'the user refused' }
    return provider.interactionFinished(request, response, refusal, { mergeWithLastSubmission: false })
  }
  const grant = new provider.Grant({ accountId: 'alice', clientId: params.client_id })
  if (params.scope) grant.addOIDCScope(params.scope)
  if (params.resource) grant.addResourceScope(params.resource, params.scope)
  const consent = { grantId: await grant.save() }
  return provider.interactionFinished(request, response, { login: { accountId: 'alice', amr: ['pwd'] }, consent })
}

function page(uid, { client_id, scope = '' }) {
  return `<!doctype html><meta name="viewport" content="width=device-width"><title>Sign in</title>
<h1>Sign in</h1>
<p>${escape(client_id)} asks for: ${escape(scope)}</p>
<form method="post" action="/interaction/${uid}">
<button name="answer" value="allow">Continue as Alice</button>
<button name="answer" value="refuse">Refuse</button>
</form>`
}

async function readForm(request) {
  let body = ''
  for await (const chunk of request) body += chunk
  return new URLSearchParams(body)
}

function escape(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
