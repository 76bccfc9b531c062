// The single authorization server of all server tests, started by the first import and ended after the last test.
// `party` returns what a test needs to act as one of its clients.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose'
import * as oauth from 'relying'
import { Agent, fetch as undiciFetch } from 'undici'
import { type Certificate, certificateToJwk, createCertificates } from './certificates.ts'
import { type Registration, registrations, SECRET } from './clients.ts'
import { startNotificationEndpoint } from './notification_endpoint.ts'

export type SigningAlgorithm = 'ES256' | 'PS256' | 'RS256' | 'Ed25519'
export type Fetch = (url: string, options: oauth.CustomFetchOptions<string, unknown>) => Promise<Response>
export const SIGNING_ALGORITHMS: SigningAlgorithm[] = ['ES256', 'PS256', 'Ed25519', 'RS256']

export interface Party {
  client: oauth.Client
  auth: oauth.ClientAuth
  http: { [oauth.customFetch]: Fetch }
}

const PROCESS = fileURLToPath(new URL('authorization_server/server_process.mjs', import.meta.url))

const certificates = await createCertificates()
const signingKeys = await createSigningKeys()
const encryptionKey = await generateKeyPair('RSA-OAEP-256', { extractable: true })
/** The destination of the server's CIBA pings. */
export const notifications = await startNotificationEndpoint(certificates.server)
const clients = registrations({
  notifications: notifications.url,
  signing: await Promise.all(SIGNING_ALGORITHMS.map(publicJwk)),
  encryption: { ...(await exportJWK(encryptionKey.publicKey)), alg: 'RSA-OAEP-256', use: 'enc', kid: 'enc' },
  selfSignedCertificate: certificateToJwk(certificates.selfSignedClient),
  certificateSubject: 'CN=client,O=Example',
})

const server = await start()
after(() => {
  server.process.kill('SIGKILL')
  notifications.stop()
})

/** Decrypts the JWTs that the server encrypts for its clients. */
export async function decrypt(jwe: string): Promise<string> {
  const { plaintext } = await compactDecrypt(jwe, encryptionKey.privateKey)
  return new TextDecoder().decode(plaintext)
}

/** The issuer. Its certificate comes from the tests' own authority, so use {@link fetchAs}. */
export const issuer = new URL(server.issuer)

/** The same server over plain http. */
export const insecureIssuer = new URL(server.insecureIssuer)

/** A fetch that trusts the server's certificate, and sends a client certificate if one is given. */
export function fetchAs(certificate?: Certificate): Fetch {
  const dispatcher = new Agent({ connect: { ca: certificates.authority.cert, ...certificate } })
  return (url, options) =>
    undiciFetch(url, { ...options, dispatcher } as Parameters<typeof undiciFetch>[1]) as unknown as Promise<Response>
}

const anonymousFetch = fetchAs()
const certificateOfMethod: Record<string, Certificate> = {
  tls_client_auth: certificates.client,
  self_signed_tls_client_auth: certificates.selfSignedClient,
}
const fetchOfMethod: Record<string, Fetch> = Object.fromEntries(
  Object.entries(certificateOfMethod).map(([method, certificate]) => [method, fetchAs(certificate)]),
)

/** For requests that need no client certificate. */
export const http = { [oauth.customFetch]: anonymousFetch }

/** The discovered metadata, one object for all tests, so that the JWK Set is fetched once. */
export const as: oauth.AuthorizationServer = await oauth.processDiscoveryResponse(
  issuer,
  await oauth.discoveryRequest(issuer, http),
)

/** A registered client with its registered authentication method. `alg` selects a key of `private_key_jwt`. */
export function party(clientId: string, alg: SigningAlgorithm = 'ES256'): Party {
  const client = registration(clientId)
  const method = client.token_endpoint_auth_method
  return {
    client,
    auth: clientAuthentication(method, alg),
    http: { [oauth.customFetch]: fetchOfMethod[method] ?? anonymousFetch },
  }
}

/** The certificate of a client with mutual TLS. */
export function certificateOf(clientId: string): Certificate {
  return certificateOfMethod[registration(clientId).token_endpoint_auth_method] as Certificate
}

/** The private key behind one of the public keys that every client with keys has registered. */
export function signingKey(alg: SigningAlgorithm): oauth.PrivateKey {
  return { key: signingKeys[alg].privateKey, kid: alg }
}

/** CIBA: the user decides on the device. */
export function userAnswers(authReqId: string, answer: 'approve' | 'deny'): Promise<void> {
  const id = crypto.randomUUID()
  return new Promise((resolve, reject) => {
    server.process.on('message', function answered(message: { id?: string; error?: string }) {
      if (message.id !== id) return
      server.process.off('message', answered)
      if (message.error) reject(new Error(message.error))
      else resolve()
    })
    server.process.send({ id, authReqId, answer })
  })
}

function registration(clientId: string): Registration {
  const found = clients.find(({ client_id }) => client_id === clientId)
  if (!found) throw new Error(`no client is registered as "${clientId}"`)
  return found
}

function clientAuthentication(method: string, alg: SigningAlgorithm): oauth.ClientAuth {
  switch (method) {
    case 'client_secret_basic':
      return oauth.ClientSecretBasic(SECRET)
    case 'client_secret_post':
      return oauth.ClientSecretPost(SECRET)
    case 'client_secret_jwt':
      return oauth.ClientSecretJwt(SECRET)
    case 'private_key_jwt':
      return oauth.PrivateKeyJwt(signingKey(alg))
    case 'none':
      return oauth.None()
    default:
      return oauth.TlsClientAuth()
  }
}

async function createSigningKeys() {
  const pairs = await Promise.all(
    SIGNING_ALGORITHMS.map(async (alg) => [alg, await oauth.generateKeyPair(alg)] as const),
  )
  return Object.fromEntries(pairs) as Record<SigningAlgorithm, oauth.CryptoKeyPair>
}

async function publicJwk(alg: SigningAlgorithm): Promise<oauth.JWK> {
  return { ...(await exportJWK(signingKeys[alg].publicKey)), alg, use: 'sig', kid: alg }
}

async function start(): Promise<{ process: Required<ChildProcess>; issuer: string; insecureIssuer: string }> {
  const child = fork(PROCESS, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] }) as Required<ChildProcess>
  // The provider prints long warnings about its test set-up: shown only if it does not start.
  let printed = ''
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    printed = (printed + text).slice(-8000)
  })
  const failed = once(child, 'exit').then(() => {
    throw new Error(`the authorization server did not start:\n${printed}`)
  })
  child.send({ clients, certificates })
  const [message] = await Promise.race([once(child, 'message'), failed])
  failed.catch(() => {}) // that it ends later is expected
  return { process: child, ...message }
}
