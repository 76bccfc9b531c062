import { OperationProcessingError } from './operation_processing_error.ts'

/**
 * A `TypeError` for a caller's mistake: a value of the wrong type. Like that of {@link invalidValue}, it has a `cause`
 * property of its own, as the same errors of `oauth4webapi` have.
 */
export function invalidType(message: string): TypeError {
  return Object.assign(new TypeError(message, { cause: undefined }), { code: 'ERR_INVALID_ARG_TYPE' })
}

/** A `TypeError` for a caller's mistake: a value of the right type that cannot be used. */
export function invalidValue(message: string, cause?: unknown): TypeError {
  return Object.assign(new TypeError(message, { cause }), { code: 'ERR_INVALID_ARG_VALUE' })
}

/** An error that is not the caller's mistake; `code` is one of the exported constants. */
export function invalidData(message: string, code: string, cause?: unknown): OperationProcessingError {
  return new OperationProcessingError(message, { code, cause })
}

/** Throws unless the value is an object of any kind. */
export function assertObject(value: unknown, label: string): void {
  if (typeof value !== 'object' || value === null) {
    throw invalidType(`${label} must be an object`)
  }
}

/**
 * Throws unless the value is a non-empty string. Without `code` the value is the caller's and the error a `TypeError`.
 * With `code` the value was received and the error is an `OperationProcessingError` with that code and cause.
 */
export function assertString(value: unknown, label: string, code?: string, cause?: unknown): asserts value is string {
  if (typeof value !== 'string') {
    throw failure(invalidType, `${label} must be a string`, code, cause)
  }
  if (value.length === 0) {
    throw failure(invalidValue, `${label} is empty`, code, cause)
  }
}

/**
 * Throws unless the value is a finite number, at least 0 (or above 0 if `positive`). Fails like {@link assertString}.
 */
export function assertNumber(
  value: unknown,
  label: string,
  positive: boolean,
  code?: string,
  cause?: unknown,
): asserts value is number {
  if (!Number.isFinite(value)) {
    throw failure(invalidType, `${label} must be a number`, code, cause)
  }
  if (positive ? (value as number) <= 0 : (value as number) < 0) {
    throw failure(invalidValue, `${label} is out of range`, code, cause)
  }
}

function failure(mistake: (message: string) => TypeError, message: string, code?: string, cause?: unknown): Error {
  return code ? invalidData(message, code, cause) : mistake(message)
}
