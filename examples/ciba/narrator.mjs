// Prints what the example does: each step, each message that is sent and received, each check. The sign-in itself does
// not depend on it.

const SECRETS = new Set(['access_token', 'id_token', 'refresh_token', 'client_assertion', 'auth_req_id'])
// A discovery document has some forty members. Only these matter here.
const OF_DISCOVERY = [
  'issuer',
  'backchannel_authentication_endpoint',
  'token_endpoint',
  'userinfo_endpoint',
  'jwks_uri',
]

/** @param {import('node:tty').WriteStream} out */
export function createNarrator(out) {
  // Only a terminal gets colours and the live line; NO_COLOR (https://no-color.org) turns the colours off.
  const terminal = out.isTTY === true && process.env.TERM !== 'dumb'
  const paint = (code, text) => (terminal && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text)
  const dim = (text) => paint(2, text)

  let steps = 0
  let live = ''
  const print = (line = '') => out.write(`${live && '\r\u001b[K'}${line}\n${live}`)

  return {
    step(title, why) {
      print(`${steps ? '\n' : ''}${paint(1, `${steps++} ${title}`)}  ${dim(why)}`)
    },
    check: (text) => print(`  ${paint(32, '✓')} ${text}`),
    note: (text) => print(`  ${paint(33, '…')} ${text}`),
    end: (text) => print(`\n${paint(32, text)}`),
    failure: (text) => print(`\n${paint(31, text)}`),

    /** What happens on the user's device, which a real application does not see. */
    device({ what, user, message }) {
      if (what === 'asked') print(`  ${paint(35, '☎')} ${user}'s phone shows "${message}: sign in to Shop?"`)
      else print(`  ${paint(35, '☎')} ${user} taps ${paint(1, what === 'approve' ? 'Approve' : 'Deny')}`)
    },

    /** Shows the remaining time until `wait` resolves. */
    async countdown(wait, until) {
      const draw = () => {
        live = dim(`  next poll in ${Math.max(0, (until - performance.now()) / 1000).toFixed(1)} s`)
        out.write(`\r\u001b[K${live}`)
      }
      const timer = terminal ? setInterval(draw, 100) : undefined
      if (!terminal) print(dim(`  waiting ${Math.round((until - performance.now()) / 1000)} s until the next poll`))
      try {
        await wait
      } finally {
        clearInterval(timer)
        if (live) out.write('\r\u001b[K')
        live = ''
      }
    },

    /** A fetch that prints the request and the response. */
    async fetch(url, options) {
      print(`  ${paint(36, '→')} ${options.method} ${url}`)
      for (const line of describeRequest(options)) print(dim(`      ${line}`))
      const response = await fetch(url, options)
      print(`  ${paint(36, '←')} ${response.status} ${response.statusText}`)
      for (const line of await describeAnswer(response)) print(dim(`      ${line}`))
      return response
    },
  }
}

function* describeRequest({ headers, body }) {
  const { authorization, dpop } = headers
  if (authorization) yield `authorization: ${authorization.replace(/ .*/, (token) => ` ${shorten(token.trim())}`)}`
  if (dpop) {
    const { htm, htu, nonce, ath } = claimsOf(dpop)
    yield `dpop: a proof for ${htm} ${htu}, ${nonce ? `nonce ${shorten(nonce)}` : 'no nonce'}${ath ? ', for this token' : ''}`
  }
  for (const [name, value] of body ?? []) {
    if (name === 'client_assertion') {
      const { iss, aud, exp, iat } = claimsOf(value)
      yield `client_assertion: ${shorten(value)}, signed by ${iss} for ${aud}, valid ${exp - iat} s`
    } else yield member(name, value)
  }
}

async function describeAnswer(response) {
  const nonce = response.headers.get('dpop-nonce')
  const lines = nonce ? [`dpop-nonce: ${shorten(nonce)}`] : []
  const body = await response
    .clone() // the library reads the original
    .json()
    .catch(() => ({}))
  if (body.keys) return body.keys.map((key) => `a public key: ${key.kid}, ${key.alg}`)
  if (!body.issuer) return lines.concat(Object.entries(body).map(([name, value]) => member(name, value)))
  return OF_DISCOVERY.map((name) => member(name, body[name])).concat(`and ${Object.keys(body).length} members in all`)
}

function member(name, value) {
  return `${name}: ${SECRETS.has(name) ? shorten(String(value)) : value}`
}

/** Enough to recognise a value, not enough to use it. */
function shorten(value) {
  return value.length > 12 ? `${value.slice(0, 8)}… (${value.length} characters)` : '…'
}

function claimsOf(jwt) {
  return JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url').toString())
}
