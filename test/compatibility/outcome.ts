/** The outcome of a call, and the two words under which it is counted: its code and the shape of its cause. */
import { Canned } from './canned.ts'
import { classes, type Library } from './libraries.ts'

export type Outcome = { kind: 'returned' | 'resolved'; value: unknown } | { kind: 'threw' | 'rejected'; error: unknown }

export const failed = (outcome: Outcome): outcome is Extract<Outcome, { error: unknown }> => 'error' in outcome

/** `resolved`, `TE(type)`, `TE(value)`, the name of the exported code constant, or what leaked. */
export function codeOf(outcome: Outcome, library: Library): string {
  if (!failed(outcome)) return 'resolved'
  const { error } = outcome
  if (error instanceof Canned) return 'own error'
  if (!(error instanceof Error)) return `leak ${Object.prototype.toString.call(error)}`
  const code = Reflect.get(error, 'code') as unknown
  if (classes.some((name) => Object.getPrototypeOf(error) === (library[name] as typeof Error).prototype)) {
    if (code === undefined) return 'no code'
    const constant = Object.keys(library).find((name) => library[name] === code)
    return constant ?? `unknown code ${String(code)}`
  }
  if (error.constructor === TypeError && code === 'ERR_INVALID_ARG_TYPE') return 'TE(type)'
  if (error.constructor === TypeError && code === 'ERR_INVALID_ARG_VALUE') return 'TE(value)'
  return `leak ${error.name}${typeof code === 'string' ? ` ${code}` : ''}`
}

export const isArgumentGuard = (code: string): boolean => code === 'TE(type)' || code === 'TE(value)'

export function shapeOf(outcome: Outcome): string {
  if (!failed(outcome) || !(outcome.error instanceof Error) || !Object.hasOwn(outcome.error, 'cause')) return '-'
  const { cause } = outcome.error
  if (outcome.error.name === 'ResponseBodyError') return 'body'
  if (cause === undefined) return '-'
  if (cause instanceof Error) return 'Error'
  if (Array.isArray(cause)) return 'array'
  if (typeof cause !== 'object' || cause === null) return typeof cause
  const tag = Object.prototype.toString.call(cause).slice(8, -1)
  if (tag !== 'Object') return tag
  if ('kty' in cause) return 'JWK'
  return `{ ${Object.keys(cause).join(', ')} }`
}
