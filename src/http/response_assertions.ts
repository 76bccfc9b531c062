import { invalidType, invalidValue } from '../errors/assertions.ts'
import { isPlatformObject } from '../platform/platform_object.ts'

/** Throws unless the value is a `Response`, of any realm. */
export function assertResponse(response: unknown): asserts response is Response {
  if (!isPlatformObject(response, 'Response')) {
    throw invalidType('"response" must be a Response')
  }
}

/** Throws if the body of a response has been read. */
export function assertUnread(response: Response): void {
  if (response.bodyUsed) {
    throw invalidValue('"response" body is used')
  }
}
