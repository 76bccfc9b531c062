// No module of a plan is forgotten: each is played, or left out with a reason; and README.md names it.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { outside, plans } from './plans.ts'

const here = new URL('.', import.meta.url)
const modules = new Set(Object.values(plans).flat())
const played = new Set(
  readdirSync(here)
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => [
      ...readFileSync(new URL(file, here), 'utf8').matchAll(/: (fapi[a-z0-9_-]+-client-[a-z0-9_-]+): /g),
    ])
    .map(([, name]) => name as string),
)

test('every module of the FAPI plans is played, or left out with a reason', () => {
  assert.deepEqual(
    [...modules].filter((name) => played.has(name) === name in outside),
    [],
  )
})

test('nothing is played that is in no FAPI plan', () => {
  assert.deepEqual(
    [...played].filter((name) => !modules.has(name)),
    [],
  )
})

test('the page about this folder names every FAPI plan and every module', () => {
  const page = readFileSync(new URL('README.md', here), 'utf8')
  assert.deepEqual(
    [...Object.keys(plans), ...modules].filter((name) => !page.includes(`\`${name}\``)),
    [],
  )
})
