// One process of the service, like main.mjs, which can be killed at a named point: KILL_AT=leased. Only the first
// process that passes there is killed; it records that in the file KILLED.

import { openSync } from 'node:fs'
import { readConfiguration } from '../configuration.mjs'
import { start } from '../start.mjs'

process.once('disconnect', () => process.exit())
const { origin } = await start(await readConfiguration(process.env), async (point) => {
  if (point !== process.env.KILL_AT) return
  try {
    openSync(process.env.KILLED, 'wx')
  } catch {
    return
  }
  process.kill(process.pid, 'SIGKILL')
})
process.send({ origin })
