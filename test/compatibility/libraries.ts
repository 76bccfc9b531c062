/** The two libraries side by side. */
export type Library = Readonly<Record<string, unknown>>
export type Callable = (...args: unknown[]) => unknown

const theirPackage = 'oauth4webapi'
const ourPackage = 'relying'

async function load(name: string, copy = ''): Promise<Library> {
  return (await import(import.meta.resolve(name) + copy)) as Library
}

export const theirs = (copy = ''): Promise<Library> => load(theirPackage, copy)
export const ours = (copy = ''): Promise<Library> => load(ourPackage, copy)

export const classes = [
  'AuthorizationResponseError',
  'OperationProcessingError',
  'ResponseBodyError',
  'UnsupportedOperationError',
  'WWWAuthenticateChallengeError',
] as const

/** The exported symbols by value, for printing. `_nopkce` is the same symbol as `nopkce`. */
export function symbolNames(library: Library): Map<symbol, string> {
  const names = new Map<symbol, string>()
  for (const [name, value] of Object.entries(library)) {
    if (typeof value === 'symbol' && !names.has(value)) names.set(value, name.replace(/^_nopkce$/, 'nopkce'))
  }
  return names
}

export function functionNames(library: Library): string[] {
  return Object.keys(library).filter((name) => typeof library[name] === 'function')
}
