/** The two libraries side by side. */
export type Library = Readonly<Record<string, unknown>>
export type Callable = (...args: unknown[]) => unknown

/** With a second copy of each. */
export interface Both {
  theirs: Library
  theirCopy: Library
  ours: Library
  ourCopy: Library
}

export const classes = [
  'AuthorizationResponseError',
  'OperationProcessingError',
  'ResponseBodyError',
  'UnsupportedOperationError',
  'WWWAuthenticateChallengeError',
] as const

const symbols = new WeakMap<Library, Map<symbol, string>>()

/** The exported symbols by value, for printing. `_nopkce` is the same symbol as `nopkce`. */
export function symbolNames(library: Library): Map<symbol, string> {
  const known = symbols.get(library)
  if (known) return known
  const names = new Map<symbol, string>()
  for (const [name, value] of Object.entries(library)) {
    if (typeof value === 'symbol' && !names.has(value)) names.set(value, name.replace(/^_nopkce$/, 'nopkce'))
  }
  symbols.set(library, names)
  return names
}

export function functionNames(library: Library): string[] {
  return Object.keys(library).filter((name) => typeof library[name] === 'function')
}
