// The flow in the README is run as it stands there, against the authorization server of relying/testing.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mock, test } from 'node:test'
import * as oauth from 'relying'
import { createAuthorizationServer } from 'relying/testing'

test('the flow in the README signs a user in', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [, code] = /^```js\n(import \* as oauth from 'relying'\n[\s\S]*?)^```$/m.exec(readme)
  const [start, end] = code.replace(/^import .*\n/, '').split(/^\/\/ 2\. .*\n/m)
  const server = await createAuthorizationServer({
    client: { client_id: 'my-client', redirect_uris: ['https://client.example/callback'] },
  })
  mock.method(globalThis, 'fetch', server.fetch)

  const between = 'const currentUrl = await browser(url)'
  const body = `return (async () => {\n${start}\n${between}\n${end}\nreturn sub\n})()`
  const flow = new Function('oauth', 'secret', 'browser', body)
  assert.equal(await flow(oauth, server.clientSecret, server.authorize), 'alice')
})
