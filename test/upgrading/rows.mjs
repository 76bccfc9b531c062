// Registers one test for each row of a table. A row without a check fails, and so does a check without a row, or one that
// leaves out a name of its row that one of the two libraries exports.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as relying from '../../dist/node/index.js'
import { rowsUnder } from './tables.mjs'

const sameNames = 'the same names'

/**
 * @param heading The heading in UPGRADING.md.
 * @param there The exports of the other library.
 * @param checks For each row, by its left cell: a function that plays both sides.
 */
export function playTable(heading, there, checks) {
  const rows = rowsUnder(heading)
  for (const row of rows) {
    test(`${heading}: ${row.left}`, async () => {
      const check = checks[row.left]
      assert.ok(check, 'no check runs this row: write one')
      const left = watch(there)
      const right = watch(relying)
      await check(left.exports, right.exports)
      left.assertUsed(row.leftNames)
      right.assertUsed(row.right === sameNames ? row.leftNames : row.rightNames)
    })
  }
  expectNoOthers(heading, rows, checks)
}

function expectNoOthers(heading, rows, checks) {
  test(`${heading}: no check is left over`, () => {
    const known = rows.map(({ left }) => left)
    assert.ok(known.length > 0)
    assert.deepEqual(
      Object.keys(checks).filter((left) => !known.includes(left)),
      [],
    )
  })
}

/** Each of these names of the other library is in the left cell of a row. */
export function expectRowsFor(heading, names) {
  test(`${heading}: every name has a row`, () => {
    const named = new Set(rowsUnder(heading).flatMap(({ leftNames }) => [...leftNames]))
    assert.deepEqual(
      names.filter((name) => !named.has(name)),
      [],
    )
  })
}

/** For a library that cannot talk to the same server: each check is called with our exports. */
export function checkTable(heading, checks) {
  const rows = rowsUnder(heading)
  for (const { left } of rows) {
    test(`${heading}: ${left}`, async () => {
      assert.ok(checks[left], 'no check covers this row: write one')
      await checks[left](relying)
    })
  }
  expectNoOthers(heading, rows, checks)
}

/** The exports of a library, and a record of which are used. */
function watch(library) {
  const used = new Set()
  const exports = new Proxy(
    { ...library },
    {
      get(target, name) {
        assert.ok(name in target, `there is no export named ${String(name)}`)
        used.add(name)
        return target[name]
      },
    },
  )
  const assertUsed = (names) => {
    const unused = [...names].filter((name) => name in library && !used.has(name))
    assert.deepEqual(unused, [], 'the row names exports that its check does not use')
  }
  return { exports, assertUsed }
}
