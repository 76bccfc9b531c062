import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rejects, wrongValue } from '../../test/fixtures/refusal.ts'
import { formPostResponse } from './form_post.ts'

const url = 'https://rp.example/cb'
const form = 'application/x-www-form-urlencoded'
const post = (mediaType: string, more: RequestInit = {}) =>
  new Request(url, { method: 'POST', body: 'code=c&state=s', headers: { 'content-type': mediaType }, ...more })

for (const mediaType of [form, `${form};charset=UTF-8`, 'Application/X-WWW-Form-URLencoded ; a=b']) {
  test(`jarm 2.3.3/1, rfc9110 8.3.1/1: a form as ${mediaType}`, async () =>
    assert.equal(await formPostResponse(post(mediaType)), 'code=c&state=s'))
}

test('compatible: no body', async () => assert.equal(await formPostResponse(post(form, { body: null })), ''))

const read = post(form)
await read.text()
const wrong: [string, Request][] = [
  ['GET', new Request(url, { headers: { 'content-type': form } })],
  ['PUT', post(form, { method: 'PUT' })],
  ['another media type', post('multipart/form-data')],
  ['no media type', new Request(url, { method: 'POST' })],
  ['a body that was already read', read],
]
for (const [title, request] of wrong) {
  test(`difference 14: the request is the cause of the error: ${title}`, () =>
    rejects(() => formPostResponse(request), { ...wrongValue, cause: request }))
}
