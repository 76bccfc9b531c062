import assert from 'node:assert/strict'

/** Keeps a table of a server's deviations from the specifications correct: each entry must be observed by a test. */
export function deviationsOf(server, table) {
  const observed = new Set()
  return {
    /** A test reports whether it observed the deviation, and fails if not. */
    deviation(name, met) {
      assert.ok(table[name], `no such deviation: ${name}`)
      assert.ok(met, `${server} no longer deviates: ${name} (${table[name].what})`)
      observed.add(name)
    },
    /** Fails when no test observed one of them. Prints them all. */
    assertAllMet() {
      const unobserved = Object.keys(table).filter((name) => !observed.has(name))
      assert.deepEqual(unobserved, [])
      for (const [name, { what, coping }] of Object.entries(table)) console.log(`~ ${name}: ${what}. Here: ${coping}`)
    },
  }
}
