// Without this file every mutant would pay for node:test, and for tests that never reach it. It replaces `node:test` and only collects
// the tests.
import { mock } from 'node:test'

export { mock }

/** The tests of all files, in source order. */
export const collected = []

/** What a file does before its tests: the program waits for it. `after` does nothing, because the process ends. */
export const preparations = []

export function before(prepare) {
  preparations.push(prepare)
}

export function after() {}

export function test(title, ...rest) {
  const run = rest.find((part) => typeof part === 'function')
  const { skip } = rest.find((part) => typeof part === 'object') ?? {}
  // what another library does says nothing about ours
  if (run && !skip && !title.endsWith('by oauth4webapi')) collected.push({ title, run })
}

/** Runs one test and its subtests as node:test would. */
export async function runTest({ title, run }) {
  const tracker = new /** @type {any} */ (mock.constructor)()
  const ends = []
  const context = {
    name: title,
    mock: tracker,
    signal: new AbortController().signal,
    after: (end) => ends.push(end),
    diagnostic() {},
    test: (name, ...rest) => runTest({ title: name, run: rest.find((part) => typeof part === 'function') }),
  }
  try {
    await run(context)
  } finally {
    for (const end of ends) await end(context)
    tracker.reset()
  }
}
