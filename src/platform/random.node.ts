/** Random strings from a pool, which asks the system's source once for 128 strings. */
import { becomesSnapshot, type NodeBuffer, nodeBuffer } from './node_runtime.ts'
import * as portable from './random.ts'

const poolSize = 4096
const stringSize = 32

let pool: NodeBuffer | undefined
let used = 0

/** 32 random bytes as base64url: 43 characters. */
export function randomString(): string {
  pool ??= fill()
  if (!pool) {
    return portable.randomString()
  }
  const text = pool.toString('base64url', used, used + stringSize)
  // only the caller keeps the string
  pool.fill(0, used, used + stringSize)
  used += stringSize
  if (used === poolSize) {
    pool = undefined
  }
  return text
}

function fill(): NodeBuffer | undefined {
  // every process that starts from the snapshot would return the same strings
  const buffers = becomesSnapshot() ? null : nodeBuffer()
  if (!buffers) {
    return undefined
  }
  // rfc7515 10.1/1
  const fresh = crypto.getRandomValues(buffers.alloc(poolSize))
  used = 0
  // kept only briefly: a snapshot that the system takes of the process would carry the pool into every copy
  const timer: unknown = setTimeout(() => {
    fresh.fill(0)
    if (pool === fresh) {
      pool = undefined
    }
  }, 1000)
  ;(timer as { unref?(): void }).unref?.()
  return fresh
}
