// Configures a fresh glewlwyd through its own REST interface (0.5 s).
import { clients, EXTRA_PROPERTIES, SCOPE } from './clients.mjs'
import { mandatoryNonce, pluginParameters } from './plugin_parameters.mjs'

export const USERNAME = 'user1'
const PASSWORD = 'password'

/** Returns the session cookie of the end user. */
export async function configure({ api, fetch, keys, certificates, notifications }) {
  const admin = await rest(api, fetch, 'admin', 'password') // the account that every new database has
  for (const name of [SCOPE, 'introspect']) {
    await admin('POST', '/scope/', {
      name,
      display_name: name,
      password_required: true,
      password_max_age: 0,
      scheme: {},
    })
  }
  await admin('POST', '/user/?source=database', {
    username: USERNAME,
    password: PASSWORD,
    name: 'User One',
    email: 'user1@example.test',
    scope: ['openid', SCOPE, 'g_profile'],
    enabled: true,
  })
  await addPlugin(admin, 'oidc', pluginParameters(`${api}/oidc`, keys.server))
  await addPlugin(admin, 'nonce', mandatoryNonce(pluginParameters(`${api}/nonce`, keys.server)))
  await widenClientDatabase(admin)
  const known = clients({ keys, certificates, notifications })
  for (const client of known) await admin('POST', '/client/?source=database', client)
  // consent in advance: no test needs glewlwyd's web pages
  const user = await rest(api, fetch, USERNAME, PASSWORD)
  for (const { client_id } of known) await user('PUT', `/auth/grant/${client_id}`, { scope: `openid ${SCOPE}` })
  return user.cookie
}

function addPlugin(admin, name, parameters) {
  return admin('POST', '/mod/plugin/', { module: 'oidc', name, display_name: name, parameters })
}

async function widenClientDatabase(admin) {
  const database = await admin('GET', '/mod/client/database')
  for (const name of EXTRA_PROPERTIES)
    database.parameters['data-format'][name] = { multiple: false, read: true, write: true }
  await admin('PUT', '/mod/client/database', database)
  await admin('PUT', '/mod/client/database/reset')
}

async function rest(api, fetch, username, password) {
  const headers = { 'content-type': 'application/json' }
  const signIn = await fetch(`${api}/auth/`, { method: 'POST', headers, body: JSON.stringify({ username, password }) })
  if (signIn.status !== 200) throw new Error(`glewlwyd did not sign ${username} in: ${signIn.status}`)
  const cookie = signIn.headers.getSetCookie()[0].split(';')[0]
  const call = async (method, path, body) => {
    const response = await fetch(api + path, {
      method,
      headers: { ...headers, cookie },
      body: body && JSON.stringify(body),
    })
    const text = await response.text()
    if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  return Object.assign(call, { cookie })
}
