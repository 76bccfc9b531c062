// Builds the program of this folder under .cache/go_servers. Go fetches the two modules at their versions in go.mod, as go.sum has them.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const SOURCE = import.meta.dirname
const MODULES = ['github.com/zitadel/oidc/v3', 'github.com/ory/fosite']

/** What is tested, with the versions that go.mod names. */
export function versions() {
  const required = readFileSync(join(SOURCE, 'go.mod'), 'utf8')
  return MODULES.map((path) => `${path} ${new RegExp(`${path} (v\\S+)`).exec(required)[1]}`).join(', ')
}

/** Why this machine cannot build them; undefined when it can. */
export function obstacle() {
  const { error, stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env: environment() })
  if (error) return 'there is no Go on this machine'
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(stdout) ?? []
  const [, oldest] = /^go 1\.(\d+)/m.exec(readFileSync(join(SOURCE, 'go.mod'), 'utf8'))
  if (!(Number(major) > 1 || Number(minor) >= Number(oldest)))
    return `they need Go 1.${oldest}, this is ${stdout.trim()}`
}

/** Returns the program. Go itself knows what has changed since the last time. */
export function ensureBuilt() {
  const folder = resolve('.cache/go_servers')
  mkdirSync(folder, { recursive: true })
  const program = join(folder, 'go_servers')
  const { error, status, stderr } = spawnSync('go', ['build', '-trimpath', '-o', program, '.'], {
    cwd: SOURCE,
    env: environment(),
    encoding: 'utf8',
  })
  if (error) throw error
  if (status !== 0) throw new Error(`go build ended with ${status}\n${stderr}`)
  return program
}

/** The machine's own settings, but no other Go than its own and no C compiler. */
function environment() {
  return { ...process.env, GOTOOLCHAIN: 'local', CGO_ENABLED: '0' }
}
