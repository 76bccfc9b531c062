// Without this file a code could be added that no page explains, and a page could explain a code that no longer exists.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const source = readFileSync('src/errors/codes.ts', 'utf8')
const page = readFileSync('docs/errors/README.md', 'utf8')

const codes = new Map([...source.matchAll(/^export const (\w+) = '(\w+)'/gm)].map(([, name, value]) => [name, value]))
/** The codes of our `TypeError`s. */
const misuse = ['ERR_INVALID_ARG_TYPE', 'ERR_INVALID_ARG_VALUE']
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [/^`(\w+)`/.exec(section)?.[1], section.slice(section.indexOf('\n')).trim()]),
)

test('every code is a member of the type ErrorCode', () => {
  const members = [...source.matchAll(/^ {2}\| typeof (\w+)/gm)].map(([, name]) => name)
  assert.ok(codes.size > 0)
  assert.deepEqual(members.sort(), [...codes.keys()].sort())
})

test('every code has a section in docs/errors, and every section is about a code', () => {
  assert.deepEqual([...sections.keys()].sort(), [...codes.keys(), ...misuse].sort())
})

test('every section begins with the value of the code and says what happened', () => {
  for (const [name, section] of sections) {
    const [first, ...rest] = section.split('\n\n')
    if (codes.has(name)) assert.ok(first.startsWith(`\`${codes.get(name)}\` · \``), name)
    assert.ok(rest.join('').length > 40, `${name} says too little`)
  }
})
