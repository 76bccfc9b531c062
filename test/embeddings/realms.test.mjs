// The realms that a Node process can have beside its own: the checks are those that the browsers run with a frame.
import { notEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { EdgeVM } from '@edge-runtime/vm'
import { Window } from 'happy-dom'
import { JSDOM } from 'jsdom'
import { realmChecks, realmTitle } from '../runtimes/suite/realms.mjs'

// only the classes that each has of its own: what it takes over from Node is no other realm's
const realms = {
  jsdom: [
    new JSDOM('', { url: 'https://rp.example.test/' }).window,
    ['URL', 'URLSearchParams', 'AbortSignal', 'Headers'],
  ],
  'happy-dom': [
    new Window({ url: 'https://rp.example.test/' }),
    ['URL', 'AbortSignal', 'Headers', 'Request', 'Response'],
  ],
  'the vm context of edge-runtime': [new EdgeVM().context, ['Headers', 'Request', 'Response']],
}

for (const [where, [realm, names]] of Object.entries(realms)) {
  for (const name of names) {
    test(`${realmTitle(name)}: ${where}`, async () => {
      notEqual(realm[name], undefined)
      notEqual(realm[name], globalThis[name], 'not another class')
      await realmChecks[name](realm)
    })
  }
}
