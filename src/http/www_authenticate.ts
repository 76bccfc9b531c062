/**
 * The `WWW-Authenticate` header: a list of challenges, each with parameters or one token68.
 *
 * One pass from left to right. The header is accepted as a whole or not at all.
 *
 * @see [RFC 9110, 11.6.1 - WWW-Authenticate](https://www.rfc-editor.org/rfc/rfc9110.html#section-11.6.1)
 * @module
 */
import { invalidType } from '../errors/assertions.ts'
import {
  type WWWAuthenticateChallenge,
  WWWAuthenticateChallengeError,
} from '../errors/www_authenticate_challenge_error.ts'
import { isPlatformObject } from '../platform/platform_object.ts'

/** Rejects a response that carries challenges. */
export function rejectChallenges(response: Response): void {
  if (!isPlatformObject(response, 'Response')) {
    throw invalidType('"response" must be a Response')
  }
  // rfc9449 7.1/p8: not the header field of proxies
  const header = response.headers.get('www-authenticate')
  const cause = header && parseChallenges(header)
  if (cause) {
    throw new WWWAuthenticateChallengeError('the server responded with a challenge', {
      cause,
      response,
    })
  }
}

/** The challenges of a header value; `undefined` when it has none or is malformed. */
export function parseChallenges(text: string): WWWAuthenticateChallenge[] | undefined {
  const challenges: WWWAuthenticateChallenge[] = []
  let at = skip(text, 0, isSeparator)
  while (at < text.length) {
    // rfc9110 11.1/1, 11.3/1, 11.6.1/3: auth-scheme is a token, matched case-insensitively
    const end = skip(text, at, isToken)
    if (end === at || (end < text.length && !isSeparator(text.charCodeAt(end)))) {
      return undefined
    }
    const challenge: Challenge = { scheme: text.slice(at, end).toLowerCase(), parameters: {} }
    at = text[end] === ',' ? end : readCredentials(text, skip(text, end, isWhitespace), challenge)
    if (at < 0) {
      return undefined
    }
    challenges.push(challenge as WWWAuthenticateChallenge)
    at = skip(text, at, isSeparator)
  }
  return challenges.length ? challenges : undefined
}

interface Challenge {
  scheme: string
  parameters: Record<string, string>
  token68?: string
}

/** Reads what follows a scheme; returns where the challenge ends, or -1 when it is malformed. */
function readCredentials(text: string, from: number, challenge: Challenge): number {
  let at = from
  let bare = true
  while (at < text.length) {
    const name = skip(text, at, isSeparator)
    const end = skip(text, name, isToken)
    const equals = skip(text, end, isWhitespace)
    const value = end > name && text[equals] === '=' ? skip(text, equals + 1, isWhitespace) : text.length
    const valueEnd = text[value] === '"' ? endOfQuoted(text, value) : skip(text, value, isToken)
    if (valueEnd > value) {
      // rfc9110 11.2/1, 11.2/2, rfc9449 7.1/7, rfc6750 3/2, 3/4, 3/5, rfc9728 5/1: parameter names are matched case-insensitively
      challenge.parameters[text.slice(name, end).toLowerCase()] =
        text[value] === '"' ? unquote(text.slice(value + 1, valueEnd - 1)) : text.slice(value, valueEnd)
      bare = false
      at = skip(text, valueEnd, isSeparator)
      continue
    }
    if (name > at) {
      // rfc9110 5.6.1/1: only a comma was left between this challenge and the next
      return name
    }
    const word = endOfToken68(text, at)
    if (word < 0) {
      return -1
    }
    if (bare) {
      challenge.token68 = text.slice(at, word)
      return word
    }
    // a word after parameters is the next challenge's scheme
    return at
  }
  return at
}

/** Where the quoted string that begins at `from` ends, its closing quote included; `from` when it never closes. */
function endOfQuoted(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') {
      at++
    } else if (text[at] === '"') {
      return at + 1
    }
  }
  return from
}

// rfc9110 5.6.4/1: a quoted-pair stands for the character after the backslash
function unquote(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/gs, '$1') : text
}

/** Where the token68 that begins at `from` ends; -1 when there is none, or something else is glued to it. */
function endOfToken68(text: string, from: number): number {
  const word = skip(text, from, isToken68)
  let end = word
  while (end < word + 2 && text[end] === '=') {
    end++
  }
  return word > from && (end === text.length || isSeparator(text.charCodeAt(end))) ? end : -1
}

function skip(text: string, from: number, matches: (code: number) => boolean): number {
  let at = from
  while (at < text.length && matches(text.charCodeAt(at))) {
    at++
  }
  return at
}

// SP, HTAB, and what else a header value can carry that JavaScript calls white space (VT, FF, NBSP)
function isWhitespace(code: number): boolean {
  return code === 32 || code === 9 || code === 11 || code === 12 || code === 160
}

function isSeparator(code: number): boolean {
  return code === 44 || isWhitespace(code)
}

function isAlphanumeric(code: number): boolean {
  return (code > 96 && code < 123) || (code > 64 && code < 91) || (code > 47 && code < 58)
}

// rfc9110 5.6.2/1: tchar
function isToken(code: number): boolean {
  return isAlphanumeric(code) || (code > 32 && "!#$%&'*+-.^_`|~".includes(String.fromCharCode(code)))
}

// rfc9110 11.2/3: token68, without its padding
function isToken68(code: number): boolean {
  return isAlphanumeric(code) || (code > 32 && '-._~+/'.includes(String.fromCharCode(code)))
}
