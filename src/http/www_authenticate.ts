/**
 * The `WWW-Authenticate` header: a list of challenges, each with parameters or one token68.
 *
 * One pass from left to right. The header is accepted as a whole or not at all.
 *
 * @see [RFC 9110, 11.6.1 - WWW-Authenticate](https://www.rfc-editor.org/rfc/rfc9110.html#section-11.6.1)
 * @module
 */
import {
  type WWWAuthenticateChallenge,
  WWWAuthenticateChallengeError,
} from '../errors/www_authenticate_challenge_error.ts'
import { assertResponse } from './response_assertions.ts'

/**
 * The error for a response that carries challenges. It is returned, not thrown: V8 never compiles a function that only
 * throws, because it counts returns. That would make a refused request up to a third slower (measured).
 */
export function challengeError(response: Response): WWWAuthenticateChallengeError | undefined {
  assertResponse(response)
  // rfc9449 7.1/p7: not `proxy-authenticate`, which belongs to proxies
  const header = response.headers.get('www-authenticate')
  const cause = header && parseChallenges(header)
  return cause
    ? new WWWAuthenticateChallengeError('the server responded with a challenge', { cause, response })
    : undefined
}

// rfc9110 5.6.2/1, 11.2/3: token and token68, each with what separates it from the next; sticky, so that each matches at
// its `lastIndex` or not at all. The last groups of a scheme: the space after it, and a comma after that space.
const scheme = /[\s,]*([\w!#$%&'*+.^`|~-]+)(?:(\s)\s*(,?)|,|$)[\s,]*/y
// the last two groups: a quoted string up to its first backslash, and its closing quote unless a backslash comes first
const parameter = /([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:([\w!#$%&'*+.^`|~-]+)|"([^"\\]*)("?))[\s,]*/y
const token68 = /([\w.~+/-]+={0,2})(?:[\s,]+|$)/y
const separators = /[\s,]*/y

/** Parses the challenges of a header value; `undefined` if there are none or the value is malformed. */
export function parseChallenges(text: string): WWWAuthenticateChallenge[] | undefined {
  const challenges: WWWAuthenticateChallenge[] = []
  let at = 0
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    at = found ? pattern.lastIndex : at
    return found
  }
  while (at < text.length) {
    // rfc9110 11.1/1, 11.3/1, 11.6.1/3: auth-scheme is a token, matched case-insensitively
    const name = match(scheme)
    if (!name) {
      return undefined
    }
    const challenge: Challenge = { scheme: (name[1] as string).toLowerCase(), parameters: {} }
    challenges.push(challenge as WWWAuthenticateChallenge)
    // a comma right after the scheme ends the challenge
    let open = name[2] !== undefined
    const first = at
    while (open && at < text.length) {
      const from = at
      const found = match(parameter)
      if (found) {
        let value = (found[2] ?? found[3]) as string
        if (found[4] === '') {
          const end = endOfQuoted(text, at)
          if (!end) {
            return undefined
          }
          // rfc9110 5.6.4/1: a quoted-pair stands for the character after the backslash
          value += text.slice(at, end - 1).replace(/\\([\s\S])/g, '$1')
          at = end
          match(separators)
        }
        // rfc9110 11.2/1, 11.2/2, rfc9449 7.1/7, rfc6750 3/2, 3/4, 3/5, rfc9728 5/1: names are matched
        // case-insensitively
        challenge.parameters[(found[1] as string).toLowerCase()] = value
        continue
      }
      open = false
      if (from === first && name[3]) {
        // rfc9110 5.6.1/1: only a comma was left between this challenge and the next
        continue
      }
      const word = match(token68)
      if (!word) {
        return undefined
      }
      if (from === first) {
        challenge.token68 = word[1] as string
      } else {
        // a word after parameters is the next challenge's scheme
        at = from
      }
    }
  }
  return challenges.length ? challenges : undefined
}

interface Challenge {
  scheme: string
  parameters: Record<string, string>
  token68?: string
}

/** The index just after the quoted string that contains `from`; 0 if the string never closes. */
function endOfQuoted(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') {
      at++
    } else if (text[at] === '"') {
      return at + 1
    }
  }
  return 0
}
