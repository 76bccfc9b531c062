import { version } from './version.ts'

let userAgent: string | undefined | false

/** The `user-agent` to send, or `undefined` in a browser, which sends its own. Decided at the first request. */
export function defaultUserAgent(): string | undefined {
  userAgent ??= globalThis.navigator?.userAgent?.startsWith?.('Mozilla/5.0 ') ? false : `relying/v${version}`
  return userAgent || undefined
}
