import { test } from 'node:test'
import { failed, throws } from '../../test/fixtures/refusal.ts'
import { checkProtocol } from './protocol.ts'

const url = (protocol: string) => new URL(`${protocol}//as.example/`)
const cases: [string, boolean | undefined, string | undefined][] = [
  ['https:', true, undefined],
  ['https:', false, undefined],
  ['http:', false, undefined],
  ['http:', undefined, undefined],
  ['http:', true, 'HTTP_REQUEST_FORBIDDEN'],
  ['ftp:', true, 'HTTP_REQUEST_FORBIDDEN'],
  ['ftp:', false, 'REQUEST_PROTOCOL_FORBIDDEN'],
  ['ws:', undefined, 'REQUEST_PROTOCOL_FORBIDDEN'],
  ['file:', false, 'REQUEST_PROTOCOL_FORBIDDEN'],
]
for (const [protocol, enforce, code] of cases) {
  test(`rfc9700 2.6/p4, rfc6749 10.8/1: ${protocol} when https is ${enforce ? '' : 'not '}enforced (${enforce})`, () => {
    if (code) throws(() => checkProtocol(url(protocol), enforce), failed(code, url(protocol)))
    else checkProtocol(url(protocol), enforce)
  })
}
