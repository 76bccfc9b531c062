import { brand, hasInstance } from './brand.ts'

/**
 * A check of a response, a token or a request failed. `code` says which kind of check, `cause` holds what was checked.
 */
export class OperationProcessingError extends Error {
  /** One of the exported code constants; unset on the few errors that have none. */
  declare code?: string
  declare name: string

  /**
   * @param message What failed, without any received value.
   * @param options `code`: one of the exported constants; `cause`: what was checked.
   */
  constructor(message: string, options?: { cause?: unknown; code?: string }) {
    super(message, options)
    this.code = (options?.code || undefined) as string
    brand(this, 'OperationProcessingError')
  }

  static override get [Symbol.hasInstance](): (value: unknown) => boolean {
    return (value) => hasInstance(this, 'OperationProcessingError', value)
  }
}
