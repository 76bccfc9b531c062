// No module of a plan is forgotten: each is played, or left out with a reason, and the folder's page names it.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

export interface Plans {
  /** the subject of the plans */
  subject: string
  /** the folder with their tests */
  folder: URL
  /** the page about them */
  page: URL
  /** the modules of each plan */
  plans: Record<string, readonly string[]>
  /** the reason why a module is not played */
  outside: Record<string, string>
  /** matches a module's name in the title of a test */
  name: RegExp
}

export function testPlans({ subject, folder, page, plans, outside, name }: Plans): void {
  const modules = new Set(Object.values(plans).flat())
  const titles = readdirSync(folder)
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => readFileSync(new URL(file, folder), 'utf8').match(/: [a-z0-9_-]+: /g) ?? [])
  const played = new Set(titles.map((title) => title.slice(2, -2)).filter((title) => name.test(title)))

  test(`${subject}: every module of the plans is played, or left out with a reason`, () => {
    assert.deepEqual(
      [...modules].filter((module) => played.has(module) === module in outside),
      [],
    )
  })

  test(`${subject}: every played module is in a plan`, () => {
    assert.deepEqual(
      [...played].filter((module) => !modules.has(module)),
      [],
    )
  })

  test(`${subject}: the page names every plan and every module`, () => {
    const text = readFileSync(page, 'utf8')
    const published = Object.keys(plans).filter((plan) => plan.endsWith('-test-plan'))
    assert.deepEqual(
      [...published, ...modules].filter((each) => !text.includes(`\`${each}\``)),
      [],
    )
  })
}
