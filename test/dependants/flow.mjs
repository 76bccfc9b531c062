import { test } from 'node:test'

/** A test that says on one line what it did. */
export function flow(title, run) {
  test(title, async () => {
    await run()
    console.log(`✔ ${title}`)
  })
}
