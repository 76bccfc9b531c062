/**
 * A token endpoint that responds as fast as it can: bare sockets, canned responses, nothing checked. It runs in a process
 * of its own, so that only the client's CPU time is measured.
 */
import { createServer } from 'node:net'

const json = (status, body) => {
  const text = JSON.stringify(body)
  return Buffer.from(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncache-control: no-store\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
  )
}

const tokens = { access_token: 'a'.repeat(40), expires_in: 300 }
const answers = {
  '/token': json('200 OK', { ...tokens, token_type: 'DPoP' }),
  '/bearer': json('200 OK', { ...tokens, token_type: 'bearer' }),
  '/pending': json('400 Bad Request', { error: 'authorization_pending' }),
}

const server = createServer((socket) => {
  let waiting = Buffer.alloc(0)
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    waiting = waiting.length ? Buffer.concat([waiting, chunk]) : chunk
    for (;;) {
      const end = waiting.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = waiting.latin1Slice(0, end)
      const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0)
      if (waiting.length < end + 4 + length) return
      waiting = waiting.subarray(end + 4 + length)
      socket.write(answers[head.split(' ', 2)[1]])
    }
  })
})

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('disconnect', () => process.exit())
