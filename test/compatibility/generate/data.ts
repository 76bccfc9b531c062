/** Wrong values, and objects that differ from a valid one in a member or two. */
import fc from 'fast-check'
import { define, members, raw } from '../value.ts'

export const oddNames = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '', 'x', '\ud800', 'é']

/** Strings that are easily misread. */
export const oddString = fc.constantFrom(
  '',
  ' ',
  '0',
  '10',
  '-1',
  'x',
  'constructor',
  '__proto__',
  'toString',
  '\ud800',
  '\ufeff',
  'é',
  '日本',
  'a b+c%20d&e=f',
  '\u0000',
  'line\nbreak',
)

/** JSON values to use where another kind is expected. */
export const oddJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1, 1.5, 10, 3600, [], {}, [''], ['x'], [1], [10], { a: 1 }, [[]]),
  oddString,
  fc.constantFrom(raw('1e400'), raw('-0'), raw('1E3'), raw('"\\ud800"'), raw('"\\u0041"'), raw('{"__proto__":1}')),
  fc.constantFrom('3600', '3600abc', '1e3', ' 10', '10 ', '0x10', '1.5', '-5', '+5', '007', '9'.repeat(20)),
)

/** Values that a JavaScript caller may pass although they are not JSON. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, true, 0, 1, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 10n, [], {}, [
    'x',
  ]),
  oddString,
)

type Change = { op: 'set' | 'remove' | 'repeat' | 'add' | 'last'; name: string; value: unknown }

const change = (names: string[], values: fc.Arbitrary<unknown>): fc.Arbitrary<Change> =>
  fc.record({
    op: fc.constantFrom<Change['op']>('set', 'set', 'set', 'remove', 'repeat', 'add', 'last'),
    name: fc.constantFrom(...names),
    value: values,
  })

function apply(base: object, changes: Change[]): [string, unknown][] {
  let entries = Object.entries(base)
  for (const { op, name, value } of changes) {
    const at = entries.findIndex(([present]) => present === name)
    if (op === 'remove') entries = entries.filter(([present]) => present !== name)
    else if (op === 'repeat') entries.push([name, value])
    else if (op === 'add') entries.push([oddNames[name.length % oddNames.length] as string, value])
    else if (op === 'last' && at >= 0) entries.push(...entries.splice(at, 1))
    else if (at >= 0) entries[at] = [name, value]
    else entries.push([name, value])
  }
  return entries
}

/** How many members change: usually few, so that later checks are reached, too. */
const changes = (names: string[], values: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant<Change[]>([]) },
    { weight: 5, arbitrary: fc.array(change(names, values), { minLength: 1, maxLength: 1 }) },
    { weight: 2, arbitrary: fc.array(change(names, values), { minLength: 2, maxLength: 3 }) },
  )

/** The members of a JSON object like `base`, with members changed, removed, repeated, reordered or added. */
export const jsonLike = (base: object, also: string[] = [], values = oddJson): fc.Arbitrary<unknown> =>
  changes([...Object.keys(base), ...also], values).map((made) => members(apply(base, made)))

/** A plain object like `base`, changed in the same ways. */
export const objectLike = (base: object, also: string[] = [], values = oddValue): fc.Arbitrary<object> =>
  changes([...Object.keys(base), ...also], values).map((made) => {
    const object = {}
    for (const [name, value] of apply(base, made)) define(object, name, value)
    return object
  })

/** Mostly the first, sometimes one of the others. */
export const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(usual, ...others) })

/** Mostly the first arbitrary, sometimes another. */
export const usually = <T>(usual: fc.Arbitrary<T>, ...others: fc.Arbitrary<T>[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: fc.oneof(...others) })
