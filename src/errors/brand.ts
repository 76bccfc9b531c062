/**
 * `instanceof` that holds when two copies of this library live in one process: every instance carries a brand under a
 * registered symbol, and each class looks for its own. A user's subclass inherits the static method, so the brand only
 * counts when the class on the right of `instanceof` is the one that was branded.
 */
export function brand(error: Error, name: string): void {
  Object.defineProperty(error, Symbol.for(`relying.${name}`), { value: true })
}

export function hasInstance(right: unknown, branded: unknown, name: string, value: unknown): boolean {
  if (right !== branded) {
    return Function.prototype[Symbol.hasInstance].call(right as () => void, value)
  }
  return typeof value === 'object' && value !== null && Object.hasOwn(value, Symbol.for(`relying.${name}`))
}
