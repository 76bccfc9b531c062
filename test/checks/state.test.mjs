// Without this file module state could appear that the map does not list: what is stored, where, and how it is bounded.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const root = new URL('../../', import.meta.url)

/** Module-level variables, and collections that start empty; tables are not state. */
const state = /^(?:export )?(?:let \w+|const \w+[^=]*= new (?:Weak)?(?:Map|Set)(?:<[^(]*>)?\(\))/m

/** The files of the core that have state, as on the map. */
function owners() {
  return readdirSync(new URL('src', root), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !/^(testing|undici)\//.test(file))
    .filter((file) => state.test(readFileSync(new URL(`src/${file}`, root), 'utf8')))
}

test('ARCHITECTURE.md lists every file with module state, and no other', () => {
  const [, section] = readFileSync(new URL('ARCHITECTURE.md', root), 'utf8').split('## State\n')
  const table = section
    .split('\n## ')[0]
    .match(/^\|.*$/gm)
    .join('\n')
  assert.deepEqual([...new Set(table.match(/(?<=`)[\w/.]+\.ts(?=`)/g))].sort(), owners().sort())
})

test('what counts as state', () => {
  for (const line of [
    'let a = 0',
    'export let a: string',
    'const a: WeakMap<B, C<D>> = new WeakMap()',
    'const a = new Set<B>()',
  ]) {
    assert.match(line, state)
  }
  for (const line of [
    '  let a = 0',
    'const a = new Map([[1, 2]])',
    "const a = 'new Map()'",
    'const a: Map<B, C> = new Map([',
  ]) {
    assert.doesNotMatch(line, state)
  }
})
