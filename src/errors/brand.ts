/**
 * `instanceof` that holds when two copies of this library live in one process: every instance carries a brand under a
 * registered symbol, and each class looks for its own. A user's subclass inherits the static method, so the brand only
 * counts when the class on the right of `instanceof` has that method itself.
 *
 * @module
 */

/** Gives an error its `name` and its brand. */
export function brand(error: Error, name: string): void {
  error.name = name
  Object.defineProperty(error, Symbol.for('relying'), { value: name })
}

/** What `instanceof` says of a value, for a class of ours or one that extends it. */
export function hasInstance(right: object, name: string, value: unknown): boolean {
  if (!Object.hasOwn(right, Symbol.hasInstance)) {
    return Function.prototype[Symbol.hasInstance].call(right as () => void, value)
  }
  return (value as { [symbol: symbol]: unknown } | null | undefined)?.[Symbol.for('relying')] === name
}
