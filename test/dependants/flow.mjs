import { test } from 'node:test'

/** A test that prints its result on one line. */
export function flow(title, run) {
  test(title, async () => {
    await run()
    console.log(`✔ ${title}`)
  })
}
