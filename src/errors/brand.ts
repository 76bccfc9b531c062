/**
 * Makes `instanceof` work when two copies of this library are loaded in one process. Every instance carries a brand
 * under a registered symbol, and each class looks for its own brand. A user's subclass inherits the static method, so
 * the brand only counts if the class on the right of `instanceof` has that method itself.
 *
 * The classes must survive a project that compiles them down. The method is behind a getter because compiling down
 * turns a static method into an assignment, which a function refuses for this symbol. The classes have no fields
 * because TypeScript puts fields before the call of `super` if a minifier has joined that call to what follows.
 *
 * @module
 */

/** Sets an error's brand and its `name`. An error of a user's subclass gets that class's name, if it has one. */
export function brand(error: Error, name: string): void {
  const { constructor } = error
  error.name = Object.hasOwn(constructor, Symbol.hasInstance) ? name : constructor.name || name
  Object.defineProperty(error, Symbol.for('relying'), { value: name })
}

/** The result of `instanceof` for one of our classes or a class that extends it. */
export function hasInstance(right: object, name: string, value: unknown): boolean {
  return (
    Function.prototype[Symbol.hasInstance].call(right as () => void, value) ||
    (Object.hasOwn(right, Symbol.hasInstance) &&
      // the value may be a proxy that throws when a member is read; null and undefined have no brand, nor has the class
      Object.getOwnPropertyDescriptor(value ?? right, Symbol.for('relying'))?.value === name)
  )
}
