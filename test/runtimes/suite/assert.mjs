// The few assertions that the checks need, without any runtime's own assertion module.

export function ok(value, message = 'not true') {
  if (!value) throw new Error(message)
}

export function equal(actual, expected, message = '') {
  if (!Object.is(actual, expected)) throw new Error(`${message} ${show(actual)} is not ${show(expected)}`.trim())
}

export function deepEqual(actual, expected, message = '') {
  if (!same(actual, expected)) throw new Error(`${message} ${show(actual)} is not ${show(expected)}`.trim())
}

export function match(actual, pattern) {
  if (typeof actual !== 'string' || !pattern.test(actual)) throw new Error(`${show(actual)} does not match ${pattern}`)
}

/**
 * Resolves with the error. `expected` names members it must have (`name`, `code`, `error`, `status` …) and, as `is`,
 * its class.
 */
export async function rejects(act, { is, ...members } = {}) {
  let value
  try {
    value = await (typeof act === 'function' ? act() : act)
  } catch (error) {
    if (is && !(error instanceof is)) throw unexpected(error, is.name)
    for (const [name, expected] of Object.entries(members)) {
      if (!same(error[name], expected)) throw unexpected(error, `${name} ${show(expected)}`)
    }
    return error
  }
  throw new Error(`resolved with ${show(value)}, expected ${is?.name ?? ''} ${show(members)}`)
}

function unexpected(error, expected) {
  return new Error(`expected ${expected}, got ${error?.name} ${error?.code ?? ''}`, { cause: error })
}

function same(a, b) {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]))
  )
}

function show(value) {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return String(value)
  try {
    return JSON.stringify(value)
  } catch {
    return Object.prototype.toString.call(value)
  }
}
