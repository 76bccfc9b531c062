// Sign-ins in one SQLite file, for one process. The stored data contain secrets (the `auth_req_id`): only the service
// may have access to the file.
//
// Every store has these methods; each is one atomic step.

import { randomUUID } from 'node:crypto'
import { chmodSync, rmSync } from 'node:fs'
import sqlite from 'node-sqlite3-wasm'

/** Seconds after which a sign-in that has ended is deleted. */
const KEPT = 3600

export function openSqliteStore(file) {
  // A process that was killed while writing leaves this behind; no other process uses the file.
  rmSync(`${file}.lock`, { recursive: true, force: true })
  const db = new sqlite.Database(file)
  chmodSync(file, 0o600)
  db.exec(`CREATE TABLE IF NOT EXISTS sign_in (
    id TEXT PRIMARY KEY, tokenHash TEXT UNIQUE, status TEXT, bindingMessage TEXT, due REAL,
    polling TEXT, notification TEXT, outcome TEXT, leaseId TEXT, leasedUntil REAL DEFAULT 0)`)
  const get = (where, value) => parsed(db.get(`SELECT * FROM sign_in WHERE ${where} = ?`, [value]))
  const change = (sql, ...values) => db.run(sql, values).changes > 0

  return {
    /** A sign-in whose request is about to be sent; at `due` it counts as lost. */
    async create({ id, tokenHash, bindingMessage, due }) {
      const values = [id, tokenHash, 'starting', bindingMessage, due]
      db.run('INSERT INTO sign_in (id, tokenHash, status, bindingMessage, due) VALUES (?, ?, ?, ?, ?)', values)
    },

    /** The provider has responded; a notification that arrived earlier makes the sign-in due at once. */
    async acknowledge(id, polling, due) {
      return change(
        `UPDATE sign_in SET status = 'waiting', polling = ?, due = CASE WHEN notification IS NULL THEN ? ELSE 0 END
         WHERE id = ? AND status = 'starting'`,
        JSON.stringify(polling),
        due,
        id,
      )
    },

    /** Stores a notification; true if it can be processed now. */
    async notify(id, notification) {
      change(
        `UPDATE sign_in SET notification = ?, due = CASE WHEN status = 'waiting' THEN 0 ELSE due END WHERE id = ? AND outcome IS NULL`,
        JSON.stringify(notification),
        id,
      )
      return get('id', id)?.status === 'waiting'
    },

    /** Leases a sign-in that has not ended, for that many seconds; undefined if another process has it. */
    async lease(id, seconds) {
      const now = Date.now() / 1000
      const before = get('id', id)
      const leaseId = randomUUID()
      const taken = change(
        `UPDATE sign_in SET leaseId = ?, leasedUntil = ?, due = max(due, ?) WHERE id = ? AND outcome IS NULL AND leasedUntil <= ?`,
        leaseId,
        now + seconds,
        now + seconds,
        id,
        now,
      )
      return taken ? { ...before, leaseId } : undefined
    },

    /** A poll is about to be sent: stores its state and clears what made it due. */
    async poll(id, polling) {
      change('UPDATE sign_in SET polling = ?, notification = NULL WHERE id = ?', JSON.stringify(polling), id)
    },

    /** Returns the lease; a notification that arrived meanwhile makes the sign-in due then. */
    async release(id, leaseId, polling, whenNotified) {
      change(
        `UPDATE sign_in SET polling = ?, leasedUntil = 0, due = CASE WHEN notification IS NULL THEN ? ELSE ? END
         WHERE id = ? AND leaseId = ? AND outcome IS NULL`,
        JSON.stringify(polling),
        polling.notBefore,
        whenNotified,
        id,
        leaseId,
      )
    },

    /** Ends a sign-in; only the first call counts. */
    async finish(id, outcome) {
      change(
        `UPDATE sign_in SET status = ?, outcome = ?, polling = NULL, due = ? WHERE id = ? AND outcome IS NULL`,
        outcome.status,
        JSON.stringify(outcome),
        Date.now() / 1000 + KEPT,
        id,
      )
    },

    read: async (id) => get('id', id),
    findByToken: async (tokenHash) => get('tokenHash', tokenHash),

    /** The ids of the sign-ins that are due. Those that have ended are deleted once they are due. */
    async due() {
      const now = Date.now() / 1000
      db.run('DELETE FROM sign_in WHERE outcome IS NOT NULL AND due <= ?', [now])
      return db.all('SELECT id FROM sign_in WHERE due <= ? ORDER BY due LIMIT 100', [now]).map(({ id }) => id)
    },

    close: async () => db.close(),
  }
}

function parsed(row) {
  if (row === null || row === undefined) return undefined
  const value = { ...row }
  for (const name of ['polling', 'notification', 'outcome']) {
    value[name] = row[name] === null ? undefined : JSON.parse(row[name])
  }
  return value
}
