// Every flow against every misbehaviour that affects it. The same table is played with npm oauth4webapi.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as theirs from 'oauth4webapi'
import * as ours from 'relying'
import { listMisbehaviours } from 'relying/testing'
import type { Attack, Ends } from './attack.ts'
import { table } from './attacks.ts'
import { type FlowName, flows } from './flows.ts'
import { play, type Switch, touchedBy } from './pairs.ts'
import type { Library } from './stage.ts'

const names = Object.keys(flows) as FlowName[]
let pairs = 0

for (const line of table) {
  const title = line.switches.map(describe).join(' and ')
  for (const [outcome, on] of line.ends) {
    for (const flow of on) {
      pairs++
      test(`${title} · ${flow}`, () => ends(ours, flow, line, plain(outcome)))
      if (!flows[flow].oursOnly) {
        test(`${title} · ${flow}, by oauth4webapi`, () =>
          ends(theirs as unknown as Library, flow, line, expectedOf(line, flow)))
      }
    }
  }
}

test('the table has every flow with every switch that affects it', async () => {
  const covered = new Set(
    table.flatMap(({ switches, ends }) =>
      switches.flatMap(([name]) => ends.flatMap(([, on]) => on.map((flow) => `${name} · ${flow}`))),
    ),
  )
  const absent: string[] = []
  for (const flow of names) {
    const touched = await touchedBy(ours, flow)
    for (const { name } of listMisbehaviours()) {
      const place = name.startsWith('server.') ? name : (name.split('.')[0] as string)
      if (touched.has(place) && !covered.has(`${name} · ${flow}`)) absent.push(`${name} · ${flow}`)
    }
  }
  assert.deepEqual(absent, [])
})

test('every switch makes some flow reject', () => {
  const rejecting = new Set(
    table
      .filter(({ ends }) => ends.some(([outcome]) => typeof outcome === 'string'))
      .flatMap(({ switches }) => switches.map(([name]) => name)),
  )
  assert.deepEqual(
    listMisbehaviours()
      .map(({ name }) => name)
      .filter((name) => !rejecting.has(name)),
    [],
  )
})

test('no pair is in the table twice', () => {
  const all = table.flatMap(({ switches, ends }) =>
    ends.flatMap(([, on]) => on.map((flow) => `${switches.map(describe).join(' and ')} · ${flow}`)),
  )
  assert.deepEqual(
    all.filter((pair, index) => all.indexOf(pair) !== index),
    [],
  )
})

test('the size of the table', () => {
  console.log(
    `${pairs} pairs of a flow and a misbehaviour; ${names.length} flows, ${listMisbehaviours().length} switches, ${table.length} lines`,
  )
  assert.ok(pairs > 300)
})

async function ends(library: Library, flow: FlowName, { switches }: Attack, expected: string): Promise<void> {
  const { outcome, used } = await play(library, flow, switches)
  assert.equal(outcome, expected)
  assert.ok(used, 'the switch was not used')
}

/** How npm oauth4webapi ends: like this library, except for the difference that the line names. */
function expectedOf({ ends, theirs }: Attack, flow: FlowName): string {
  const of = (all: readonly Ends[]) => all.find(([, on]) => on.includes(flow))?.[0]
  return plain((theirs && of(theirs.ends)) ?? (of(ends) as Ends[0]))
}

function plain(outcome: Ends[0]): string {
  return typeof outcome === 'string' ? outcome : outcome.outcome
}

function describe([name, value, times]: Switch): string {
  const text = JSON.stringify(value, (_, member) => (typeof member === 'symbol' ? 'missing' : member))
  return `${name}${value === undefined ? '' : ` ${text}`}${times === undefined ? '' : ` ${times} times`}`
}
