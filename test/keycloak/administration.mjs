// Creates a realm with its keys, a user and the clients through Keycloak's administration interface.
import { clients, POLICIES } from './clients.mjs'

export const REALM = 'relying'
export const ADMIN = { username: 'admin', password: 'admin' }
export const USER = { username: 'alice', password: 'password', email: 'alice@example.test' }

/** Seconds between two polls: the minimum that Keycloak's own check allows. */
export const INTERVAL = 1

/** Returns the administration's `call`, for tests that change the realm. */
export async function configure({ origin, fetch, keys, notifications, realm = REALM }) {
  const call = administration(origin, fetch)
  await call('POST', '/admin/realms', {
    realm,
    enabled: true,
    sslRequired: 'all',
    attributes: {
      cibaInterval: `${INTERVAL}`,
      cibaExpiresIn: '120',
      oauth2DevicePollingInterval: `${INTERVAL}`,
    },
    components: { 'org.keycloak.keys.KeyProvider': realmKeys() },
    users: [
      {
        username: USER.username,
        email: USER.email,
        emailVerified: true,
        firstName: 'Alice',
        lastName: 'Example',
        enabled: true,
        credentials: [{ type: 'password', value: USER.password, temporary: false }],
      },
    ],
    clients: clients({ keys, notifications }),
  })
  await call('PUT', `/admin/realms/${realm}/client-policies/policies`, { policies: POLICIES })
  return (method, path, body) => call(method, `/admin/realms/${realm}${path}`, body)
}

/** One key for each algorithm that the tests use. */
function realmKeys() {
  const provider = (name, providerId, config) => ({
    name,
    providerId,
    config: { priority: ['100'], ...config },
  })
  return [
    provider('rs256', 'rsa-generated', { algorithm: ['RS256'] }),
    provider('ps256', 'rsa-generated', { algorithm: ['PS256'] }),
    provider('es256', 'ecdsa-generated', { ecdsaEllipticCurveKey: ['P-256'] }),
    provider('eddsa', 'eddsa-generated', { eddsaEllipticCurveKey: ['Ed25519'] }),
    provider('hmac', 'hmac-generated', { algorithm: ['HS512'] }),
    provider('aes', 'aes-generated', {}),
  ]
}

/** The administrator's bearer token is valid for one minute, so each call gets a new one. */
function administration(origin, fetch) {
  return async (method, path, body) => {
    const signIn = await fetch(`${origin}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', ...ADMIN }),
    })
    if (signIn.status !== 200) throw new Error(`the administrator was not signed in: ${signIn.status}`)
    const { access_token } = await signIn.json()
    const response = await fetch(origin + path, {
      method,
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
}
