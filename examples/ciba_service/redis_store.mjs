// Sign-ins in Redis, for any number of processes. The methods are those of sqlite_store.mjs. The stored data contain
// secrets (the `auth_req_id`): connect to Redis over TLS and with a password unless it runs on the same machine.
//
// Each step that reads and writes is a script, because Redis runs only one at a time.

import { randomUUID } from 'node:crypto'
import { createClient } from '@redis/client'

/** Seconds after which a sign-in that has ended is deleted. */
const KEPT = 3600
const DUE = 'sign-ins:due'
const key = (id) => `sign-in:${id}`
const leaseKey = (id) => `sign-in:${id}:lease`
const tokenKey = (tokenHash) => `sign-in-token:${tokenHash}`

const ACKNOWLEDGE = `
if redis.call('HGET', KEYS[1], 'status') ~= 'starting' then return end
redis.call('HSET', KEYS[1], 'status', 'waiting', 'polling', ARGV[1])
redis.call('ZADD', KEYS[2], redis.call('HEXISTS', KEYS[1], 'notification') == 1 and 0 or ARGV[2], ARGV[3])`

const NOTIFY = `
local status = redis.call('HGET', KEYS[1], 'status')
if status ~= 'starting' and status ~= 'waiting' then return 0 end
redis.call('HSET', KEYS[1], 'notification', ARGV[1])
if status == 'starting' then return 0 end
redis.call('ZADD', KEYS[2], 0, ARGV[2])
return 1`

const LEASE = `
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HEXISTS', KEYS[1], 'outcome') == 1 then return 0 end
if not redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[3], 'GT', ARGV[3], ARGV[4])
return 1`

const RELEASE = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return end
redis.call('DEL', KEYS[2])
if redis.call('HEXISTS', KEYS[1], 'outcome') == 1 then return end
redis.call('HSET', KEYS[1], 'polling', ARGV[2])
redis.call('ZADD', KEYS[3], redis.call('HEXISTS', KEYS[1], 'notification') == 1 and ARGV[4] or ARGV[3], ARGV[5])`

const FINISH = `
redis.call('ZREM', KEYS[2], ARGV[3])
if redis.call('EXISTS', KEYS[1]) == 0 then return end
redis.call('HSETNX', KEYS[1], 'outcome', ARGV[1])
redis.call('HSET', KEYS[1], 'status', cjson.decode(redis.call('HGET', KEYS[1], 'outcome')).status)
redis.call('HDEL', KEYS[1], 'polling')
redis.call('EXPIRE', KEYS[1], ARGV[2])`

export async function openRedisStore(url) {
  const redis = createClient({ url })
  redis.on('error', (error) => console.error(`redis: ${error.message}`))
  await redis.connect()
  const script = (source, keys, ...values) => redis.eval(source, { keys, arguments: values.map(String) })

  const read = async (id) => {
    const fields = await redis.hGetAll(key(id))
    return fields.id === undefined ? undefined : parsed(fields)
  }

  return {
    async create({ id, tokenHash, bindingMessage, due }) {
      await redis
        .multi()
        .hSet(key(id), { id, tokenHash, bindingMessage, status: 'starting', due: String(due) })
        .set(tokenKey(tokenHash), id, { EX: KEPT })
        .zAdd(DUE, { score: due, value: id })
        .exec()
    },

    async acknowledge(id, polling, due) {
      // a notification may arrive as long as the sign-in lasts, however long the server allows
      const tokenHash = await redis.hGet(key(id), 'tokenHash')
      await redis.expireAt(tokenKey(tokenHash), Math.ceil(polling.expiresAt) + KEPT)
      await script(ACKNOWLEDGE, [key(id), DUE], JSON.stringify(polling), due, id)
    },

    async notify(id, notification) {
      return (await script(NOTIFY, [key(id), DUE], JSON.stringify(notification), id)) === 1
    },

    async lease(id, seconds) {
      const leaseId = randomUUID()
      const until = Date.now() / 1000 + seconds
      const taken = await script(LEASE, [key(id), leaseKey(id), DUE], leaseId, Math.ceil(seconds * 1000), until, id)
      return taken === 1 ? { ...(await read(id)), leaseId } : undefined
    },

    async poll(id, polling) {
      await redis.multi().hSet(key(id), 'polling', JSON.stringify(polling)).hDel(key(id), 'notification').exec()
    },

    async release(id, leaseId, polling, whenNotified) {
      const keys = [key(id), leaseKey(id), DUE]
      await script(RELEASE, keys, leaseId, JSON.stringify(polling), polling.notBefore, whenNotified, id)
    },

    async finish(id, outcome) {
      await script(FINISH, [key(id), DUE], JSON.stringify(outcome), KEPT, id)
    },

    read,

    async findByToken(tokenHash) {
      const id = await redis.get(tokenKey(tokenHash))
      return id === null ? undefined : read(id)
    },

    due: () => redis.zRange(DUE, 0, Date.now() / 1000, { BY: 'SCORE', LIMIT: { offset: 0, count: 100 } }),

    close: () => redis.close(),
  }
}

function parsed(fields) {
  const value = { ...fields, due: Number(fields.due) }
  for (const name of ['polling', 'notification', 'outcome']) {
    if (fields[name] !== undefined) value[name] = JSON.parse(fields[name])
  }
  return value
}
