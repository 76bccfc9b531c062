import { OperationProcessingError } from './operation_processing_error.ts'

/** A `TypeError` for a caller's mistake: a value of the wrong type. Like its sibling it has a `cause` of its own, as the original's has. */
export function invalidType(message: string): TypeError {
  return Object.assign(new TypeError(message, { cause: undefined }), { code: 'ERR_INVALID_ARG_TYPE' })
}

/** A `TypeError` for a caller's mistake: a value of the right type that cannot be used. */
export function invalidValue(message: string, cause?: unknown): TypeError {
  return Object.assign(new TypeError(message, { cause }), { code: 'ERR_INVALID_ARG_VALUE' })
}

/** An error about data that came from elsewhere; `code` is one of the exported constants. */
export function invalidData(message: string, code: string, cause?: unknown): OperationProcessingError {
  return new OperationProcessingError(message, { code, cause })
}

/** An object of any kind, for an argument that has to be one. */
export function assertObject(value: unknown, label: string): void {
  if (typeof value !== 'object' || value === null) {
    throw invalidType(`${label} must be an object`)
  }
}

/**
 * A string that is not empty. A caller's mistake is a `TypeError`; with `code` the value came from elsewhere and the
 * failure is an `OperationProcessingError` with that code and cause.
 */
export function assertString(value: unknown, label: string, code?: string, cause?: unknown): asserts value is string {
  if (typeof value !== 'string') {
    throw failure(invalidType, `${label} must be a string`, code, cause)
  }
  if (value.length === 0) {
    throw failure(invalidValue, `${label} is empty`, code, cause)
  }
}

/** A finite number, at least 0 (or above 0 when `positive`). Fails like {@link assertString}. */
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
