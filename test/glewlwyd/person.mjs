// The end user, without a browser: signed in by cookie, approves (or refuses) where glewlwyd's web pages would ask.

/** Sends the authorization request and returns the URL of the response. */
export async function authorize({ glewlwyd, as }, parameters) {
  const url = new URL(as.authorization_endpoint)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  const answer = await visit(glewlwyd, `${url}&g_continue`)
  const location = answer.headers.get('location')
  if (location === null) throw new Error(`no redirect but ${answer.status}: ${await answer.text()}`)
  return new URL(location, url)
}

/** Enters the user code and approves. */
export async function enterUserCode({ glewlwyd }, { verification_uri, user_code }) {
  const url = new URL(verification_uri)
  url.searchParams.set('code', user_code)
  const answer = await visit(glewlwyd, `${url}&g_continue`)
  return answer.headers.get('location') ?? (await answer.text())
}

/** Decides the only pending CIBA request; `result` is 'approve' or 'deny'. */
export async function decide({ glewlwyd, as }, result) {
  const list = await (await visit(glewlwyd, `${as.issuer}/ciba_user_list`)).json()
  if (list.length !== 1) throw new Error(`expected one waiting request, not ${JSON.stringify(list)}`)
  const [request] = list
  const url = result === 'approve' ? `${request.connect_uri}&g_continue` : request.cancel_uri
  const answer = await visit(glewlwyd, url)
  return { request, location: answer.headers.get('location') }
}

function visit({ fetch, cookie }, url) {
  return fetch(url, { headers: { cookie }, redirect: 'manual' })
}
