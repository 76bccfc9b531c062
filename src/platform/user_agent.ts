import { version } from './version.ts'

let userAgent: string | false | undefined

/** The `user-agent` to send, or `false` in a browser, which sends its own. Decided at the first request. */
export function defaultUserAgent(): string | false {
  userAgent ??= globalThis.navigator?.userAgent?.startsWith?.('Mozilla/5.0 ') ? false : `relying/v${version}`
  return userAgent
}
