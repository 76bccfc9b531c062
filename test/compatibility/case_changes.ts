/** Searches a case, and creates the case with one detail changed. */
import { type Case, mapValue, type Step } from './value.ts'

export function has(data: Case, test: (value: unknown) => boolean): boolean {
  let found = false
  mapValue(data as unknown, (value) => {
    if (test(value)) found = true
    return value
  })
  return found
}

/** Whether the string occurs in a value. */
export const mentions = (data: Case, text: string): boolean =>
  has(data, (value) => typeof value === 'string' && value.includes(text))

/** The case with some values replaced; undefined when there was nothing to replace. */
export function replaced(data: Case, change: (value: unknown) => unknown): Case | undefined {
  let changed = false
  const copy = mapValue(data as unknown, (value) => {
    const made = change(value)
    if (made !== value) changed = true
    return made
  })
  return changed ? (copy as Case) : undefined
}

export function replacedArguments(data: Case, change: (step: Step) => unknown[] | undefined): Case | undefined {
  let changed = false
  const each = (step: Step): Step => {
    const args = change(step)
    if (!args) return step
    changed = true
    return { ...step, args }
  }
  const steps = data.steps.map((step) => (Array.isArray(step) ? step.map(each) : each(step)))
  return changed ? { ...data, steps } : undefined
}

export const without = (value: unknown, name: string): object => {
  const { [name]: _, ...rest } = value as Record<string, unknown>
  return rest
}

/** Headers of responses and requests with one kind of value changed. */
export const replacedHeader = (data: Case, header: string, change: (value: string) => string): Case | undefined =>
  replaced(data, (value) =>
    Array.isArray(value) &&
    value.length === 2 &&
    value[0] === header &&
    typeof value[1] === 'string' &&
    change(value[1]) !== value[1]
      ? [header, change(value[1])]
      : value,
  )

export const mediaType = (value: string): string => {
  const [type = '', ...rest] = value.split(';')
  const plain = type.trim().toLowerCase()
  // only the types to be changed
  if (!/^application\/(json|jwt|jwk-set\+json|token-introspection\+jwt|x-www-form-urlencoded)$/.test(plain))
    return value
  return [plain, ...rest].join(';')
}
