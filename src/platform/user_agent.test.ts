import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { network } from '../../test/fixtures/parties.ts'
import { secondCopy } from '../../test/fixtures/second_copy.ts'
import { version } from './version.ts'

const agent = `relying/v${version}`

function pretend(t: TestContext, navigator: unknown): void {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
  t.after(() =>
    before ? Object.defineProperty(globalThis, 'navigator', before) : Reflect.deleteProperty(globalThis, 'navigator'),
  )
}

const platforms: [title: string, navigator: unknown, expected: string | undefined][] = [
  ['no navigator', undefined, agent],
  ['a navigator without a userAgent', {}, agent],
  ['a userAgent that is not a string', { userAgent: 5 }, agent],
  ['Node.js', { userAgent: 'Node.js/21' }, agent],
  ['Cloudflare', { userAgent: 'Cloudflare-Workers' }, agent],
  ['almost a browser', { userAgent: 'Mozilla/5.0' }, agent],
  ['a browser', { userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' }, undefined],
]
for (const [title, navigator, expected] of platforms) {
  test(`compatible: the user-agent header, decided at the first request: ${title}`, async (t) => {
    const oauth = await secondCopy()
    const { sent, fetch } = network()
    const ask = () => oauth.discoveryRequest(new URL('https://as.example'), { [oauth.customFetch]: fetch })
    pretend(t, navigator)
    await ask()
    pretend(t, expected ? { userAgent: 'Mozilla/5.0 ' } : undefined)
    await ask()
    for (const { init } of sent) {
      // in a browser the member must not exist: `undefined` would be sent as the string "undefined"
      assert.equal('user-agent' in init.headers, expected !== undefined)
      assert.equal(init.headers['user-agent'], expected)
    }
    assert.equal(sent.length, 2)
  })
}

test('compatible: the version is that of the package', () => {
  assert.equal(version, JSON.parse(readFileSync('package.json', 'utf8')).version)
  assert.match(agent, /^relying\/v\d+\.\d+\.\d+$/)
})
