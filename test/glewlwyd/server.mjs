// glewlwyd in its own process: a temporary folder, its own database and certificates, loopback only.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, trusting } from '../independent_servers/loopback.mjs'
import { inOwnFolder } from '../independent_servers/own_folder.mjs'
import { configure } from './administration.mjs'
import { makeCertificates } from './certificates.mjs'
import { ensureInstalled } from './install.mjs'
import { makeKeys } from './keys.mjs'

const SCHEMA = '/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3'

/**
 * Installs (if missing), starts and configures glewlwyd.
 *
 * @param {{ notifications?: string }} [options] notifications: https origin of the caller's CIBA notification endpoints;
 *   client `cibaping` gets `<notifications>/ping`, client `cibapush` `<notifications>/push`. A function gets the
 *   certificates (an https server needs them) and returns the origin.
 * @returns what the tests need; `stop()` ends the process and removes the folder.
 */
export function startGlewlwyd({ notifications = 'https://localhost:1' } = {}) {
  const version = ensureInstalled()
  return inOwnFolder('glewlwyd', async ({ folder, run }) => {
    const certificates = makeCertificates(folder)
    const keys = await makeKeys()
    const port = await freePort()
    const origin = `https://localhost:${port}`
    execFileSync('sqlite3', [join(folder, 'glewlwyd.db')], { input: readFileSync(SCHEMA) })
    writeFileSync(join(folder, 'glewlwyd.conf'), configurationFile(folder, port, origin))
    const fetch = trusting(certificates)
    await run('glewlwyd', ['-c', 'glewlwyd.conf'], { at: `${origin}/api/`, fetch, seconds: 15 })
    const cookie = await configure({
      api: `${origin}/api`,
      fetch,
      keys,
      certificates,
      notifications: typeof notifications === 'function' ? await notifications(certificates) : notifications,
    })
    return {
      version,
      origin,
      issuer: new URL(`${origin}/api/oidc`),
      nonceIssuer: new URL(`${origin}/api/nonce`),
      keys,
      certificates,
      cookie,
      fetch,
      log: () => readFileSync(join(folder, 'glewlwyd.log'), 'utf8'),
    }
  })
}

function configurationFile(folder, port, origin) {
  return `port=${port}
bind_address="127.0.0.1"
external_url="${origin}"
login_url="login.html"
api_prefix="api"
static_files_path="/usr/share/glewlwyd/webapp"
allow_origin="*"
allow_methods="GET, POST, PUT, DELETE, OPTIONS"
allow_headers="Origin, X-Requested-With, Content-Type, Accept, Bearer, Authorization, DPoP"
expose_headers="Content-Encoding, Authorization, DPoP-Nonce, WWW-Authenticate"
log_mode="file"
log_level="DEBUG"
log_file="${folder}/glewlwyd.log"
cookie_secure=0
cookie_same_site="empty"
session_expiration=2419200
session_key="GLEWLWYD2_SESSION_ID"
admin_session_authentication="cookie"
profile_session_authentication="cookie"
login_api_enabled=true
plugin_api_run_enabled=""
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
use_secure_connection=true
secure_connection_key_file="${folder}/server.key"
secure_connection_pem_file="${folder}/server.crt"
secure_connection_ca_file="${folder}/ca.crt"
hash_algorithm="SHA512"
database = { type = "sqlite3"; path = "${folder}/glewlwyd.db"; };
static_files_mime_types = (
  { extension=".html"; mime_type="text/html"; },
  { extension=".js"; mime_type="application/javascript"; }
)
`
}
