/**
 * Which resources an access token is for, if the client names them.
 *
 * @see [RFC 8707, 2 - Resource Parameter](https://www.rfc-editor.org/rfc/rfc8707.html#section-2)
 * @module
 */
import { parseUrl } from '../platform/url.ts'
import { Refusal } from './refusal.ts'
import type { Grant } from './state.ts'

/** The resources that a request names: absolute URIs without a fragment. */
export function resourcesIn(parameters: URLSearchParams): string[] {
  const resources = parameters.getAll('resource')
  if (resources.some((resource) => !parseUrl(resource) || resource.includes('#'))) {
    throw invalidTarget('resource must be an absolute URI without a fragment')
  }
  return resources
}

/** The resources of an access token: the granted ones that the token request names, or all granted ones. */
export function narrowedResources({ resources }: Grant, form: URLSearchParams): string[] {
  const asked = resourcesIn(form)
  // rfc8707 2.2
  if (resources.length > 0 && asked.some((resource) => !resources.includes(resource))) {
    throw invalidTarget('a resource was not granted')
  }
  return asked.length > 0 ? asked : resources
}

function invalidTarget(description: string): Refusal {
  return new Refusal('invalid_target', description)
}
