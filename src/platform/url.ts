/** Parses an absolute URL; `undefined` if the value is not one. */
export function parseUrl(value: unknown): URL | undefined {
  try {
    return typeof value === 'string' ? new URL(value) : undefined
  } catch {
    return undefined
  }
}

/** The same for callers that neither change the URL nor expose it, except in an error because it is not https. */
export { parseUrl as sharedUrl }
