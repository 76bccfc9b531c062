// The stage of a flow: a library, its own server, and the means to give up when a response never comes.
import {
  type AuthorizationServerOptions,
  createAuthorizationServer,
  type TestAuthorizationServer,
} from 'relying/testing'

export type Library = typeof import('relying')
type ClientAuth = import('relying').ClientAuth

export interface Stage {
  oauth: Library
  server: TestAuthorizationServer
  as: TestAuthorizationServer['metadata']
  client: TestAuthorizationServer['client']
  auth: ClientAuth
  /** options of every request */
  http: { signal: AbortSignal; [customFetch: symbol]: TestAuthorizationServer['fetch'] }
}

/** One way of using the library, from the first request to the last. */
export interface Flow<Prepared = unknown> {
  options?: AuthorizationServerOptions
  /** the places that it is about, if these are not all of those that it uses */
  concerns?: readonly string[]
  /** uses functions that npm oauth4webapi does not have */
  oursOnly?: true
  /** The steps before the misbehaviour begins. */
  prepare?(stage: Stage): Promise<Prepared>
  /** Resolves with the user for whom the application acts, if there is one. */
  play(stage: Stage, prepared: Prepared): Promise<string | undefined>
}

/** Sets a stage. `impatient`: the application aborts when a response misbehaves. */
export async function setStage(
  oauth: Library,
  options?: AuthorizationServerOptions,
  impatient = false,
): Promise<Stage> {
  const server = await createAuthorizationServer(options)
  const { metadata, client } = server
  const patience = new AbortController()
  const fetch: Stage['server']['fetch'] = (url, init) => {
    const answer = server.fetch(url, init)
    if (impatient) void giveUp(server, answer, patience)
    return answer
  }
  return {
    oauth,
    server,
    // one object for each flow, because caches are keyed by it
    as: { ...metadata },
    client,
    auth: authentication(oauth, client, server.clientSecret, server.privateKey),
    http: { [oauth.customFetch]: fetch, signal: patience.signal },
  }
}

/** The client's registered method. */
export function authentication(
  oauth: Library,
  client: import('relying').Client,
  secret: string,
  privateKey: Stage['server']['privateKey'],
): ClientAuth {
  switch (client.token_endpoint_auth_method) {
    case 'client_secret_post':
      return oauth.ClientSecretPost(secret)
    case 'client_secret_jwt':
      return oauth.ClientSecretJwt(secret)
    case 'private_key_jwt':
      return oauth.PrivateKeyJwt(privateKey)
    case 'tls_client_auth':
    case 'self_signed_tls_client_auth':
      return oauth.TlsClientAuth()
    case 'none':
      return oauth.None()
    default:
      return oauth.ClientSecretBasic(secret)
  }
}

/** Aborts some turns after a misbehaviour, without a clock. */
async function giveUp(
  { exchanges }: Stage['server'],
  answer: Promise<Response>,
  patience: AbortController,
): Promise<void> {
  const begin = exchanges.length
  let answered = false
  const settle = () => {
    answered = true
  }
  answer.then(settle, settle)
  for (let turns = 0; turns < 20; ) {
    await new Promise((resolve) => setImmediate(resolve))
    if (exchanges.slice(begin).some(({ misbehaviour }) => misbehaviour.length)) turns++
    else if (answered) return
  }
  patience.abort()
}
