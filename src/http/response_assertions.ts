import { invalidType, invalidValue } from '../errors/assertions.ts'
import { isPlatformObject } from '../platform/platform_object.ts'

/** A `Response`, of whatever realm. */
export function assertResponse(response: unknown): asserts response is Response {
  if (!isPlatformObject(response, 'Response')) {
    throw invalidType('"response" must be a Response')
  }
}

/** A response whose body nobody has read. */
export function assertUnread(response: Response): void {
  if (response.bodyUsed) {
    throw invalidValue('"response" body is used')
  }
}
