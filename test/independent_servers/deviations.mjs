import assert from 'node:assert/strict'

/** Keeps a table of where a server leaves the specifications true: each entry has to be met by a test. */
export function deviationsOf(server, table) {
  const observed = new Set()
  return {
    /** A test says that it met the deviation, and fails when it did not. */
    deviation(name, met) {
      assert.ok(table[name], `no such deviation: ${name}`)
      assert.ok(met, `${server} no longer deviates: ${name} (${table[name].what})`)
      observed.add(name)
    },
    /** Fails when no test met one of them; shows them all. */
    assertAllMet() {
      const unobserved = Object.keys(table).filter((name) => !observed.has(name))
      assert.deepEqual(unobserved, [])
      for (const [name, { what, coping }] of Object.entries(table)) console.log(`~ ${name}: ${what}. Here: ${coping}`)
    },
  }
}
