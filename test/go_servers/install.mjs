// Builds the program of this folder under .cache/go_servers. Go fetches the two modules in the versions of go.mod,
// checked against go.sum.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const SOURCE = import.meta.dirname
const MODULES = ['github.com/zitadel/oidc/v3', 'github.com/ory/fosite']

/** The libraries under test, with their versions in go.mod. */
export function versions() {
  const required = readFileSync(join(SOURCE, 'go.mod'), 'utf8')
  return MODULES.map((path) => `${path} ${new RegExp(`${path} (v\\S+)`).exec(required)[1]}`).join(', ')
}

/** The reason why this machine cannot build them; undefined when it can. */
export function obstacle() {
  const { error, stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env: environment() })
  if (error) return 'there is no Go on this machine'
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(stdout) ?? []
  const [, oldest] = /^go 1\.(\d+)/m.exec(readFileSync(join(SOURCE, 'go.mod'), 'utf8'))
  if (!(Number(major) > 1 || Number(minor) >= Number(oldest)))
    return `they need Go 1.${oldest}, this is ${stdout.trim()}`
}

/** Returns the program. Go itself detects what has changed since the last build. */
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

/** The machine's own settings, but without downloading another Go and without a C compiler. */
function environment() {
  return { ...process.env, GOTOOLCHAIN: 'local', CGO_ENABLED: '0' }
}
