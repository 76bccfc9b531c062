/**
 * `instanceof` that holds when two copies of this library live in one process: every instance carries a brand under a
 * registered symbol, and each class looks for its own. A user's subclass inherits the static method, so the brand only
 * counts when the class on the right of `instanceof` has that method itself.
 *
 * The classes have to survive a project that compiles them down: the method is behind a getter, because a static method becomes
 * an assignment then, which a function refuses for this one; and they have no fields, which TypeScript puts before `super` where a
 * minifier has joined that to what follows.
 *
 * @module
 */

/** Gives an error its brand and its `name`; one of a user's subclass has that class's name, if it has any. */
export function brand(error: Error, name: string): void {
  const { constructor } = error
  error.name = Object.hasOwn(constructor, Symbol.hasInstance) ? name : constructor.name || name
  Object.defineProperty(error, Symbol.for('relying'), { value: name })
}

/** What `instanceof` says of a value, for a class of ours or one that extends it. */
export function hasInstance(right: object, name: string, value: unknown): boolean {
  return (
    Function.prototype[Symbol.hasInstance].call(right as () => void, value) ||
    (Object.hasOwn(right, Symbol.hasInstance) &&
      // not read as a member: what was thrown may be a proxy that throws; null and undefined have no brand, nor has the class
      Object.getOwnPropertyDescriptor(value ?? right, Symbol.for('relying'))?.value === name)
  )
}
