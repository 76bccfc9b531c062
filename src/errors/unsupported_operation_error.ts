import { brand, hasInstance } from './brand.ts'
import { UNSUPPORTED_OPERATION } from './codes.ts'

/**
 * The operation is one that this library deliberately does not support, for example an algorithm that it does not know.
 */
export class UnsupportedOperationError extends Error {
  /** Always {@link UNSUPPORTED_OPERATION}. */
  declare code: string
  declare name: string

  /**
   * @param message What is not supported, without any received value.
   * @param options `cause`: what required it.
   */
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = UNSUPPORTED_OPERATION
    brand(this, 'UnsupportedOperationError')
  }

  static override get [Symbol.hasInstance](): (value: unknown) => boolean {
    return (value) => hasInstance(this, 'UnsupportedOperationError', value)
  }
}
