import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as node from './url.node.ts'
import * as portable from './url.ts'

const values = ['https://as.example/token?a=b', 'http://as.example', 'ftp://as.example', 'HTTPS://AS.example']
for (const value of [...values, '', '/token', 1, null, undefined, {}, ['https://as.example']]) {
  test(`api: the build for Node parses like the portable build: ${JSON.stringify(value)}`, () => {
    for (let times = 0; times < 2; times++) {
      assert.deepEqual(node.sharedUrl(value)?.href, portable.sharedUrl(value)?.href)
    }
  })
}

test('api: the build for Node parses an https URL once, and others each time', () => {
  const url = node.sharedUrl('https://as.example/once')
  assert.equal(node.sharedUrl('https://as.example/once'), url)
  for (const value of ['http://as.example/token', 'ftp://as.example/token']) {
    assert.notEqual(node.sharedUrl(value), node.sharedUrl(value))
  }
})

test('api: the build for Node remembers at most 100 URLs', () => {
  const urls = Array.from({ length: 101 }, (_, at) => `https://as.example/${at}`)
  const first = urls.map(node.sharedUrl)
  const kept = urls.filter((url, at) => node.sharedUrl(url) === first[at])
  assert.ok(kept.length <= 100, `${kept.length} are remembered`)
})
