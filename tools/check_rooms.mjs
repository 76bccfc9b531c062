// Without this check the rooms of src/ would become entangled. A room may import only rooms that come before it in this list (type
// imports count), so there is never a cycle, and a room can be read without those after it.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path/posix'

const words = ['json', 'errors', 'encoding', 'platform']
const wire = ['http', 'metadata', 'jose']
const parties = ['client_authentication', 'dpop', 'pkce', 'message_signing', 'id_token']
const exchanges = ['token_endpoint', 'protected_resource', 'authorization']
const islands = ['grants', 'userinfo', 'introspection', 'revocation', 'registration', 'logout', 'resource_server']
const staircase = [...words, ...wire, ...parties, ...exchanges, ...islands, 'index']
/** Kits behind the front door: what each may import apart from its own files. */
const kits = { testing: [...words, ...wire, 'index'], undici: ['index'] }
/** Packages that a file may import. */
const packages = { testing: /^node:/, undici: /^(node:|undici$)/, node: /^node:/ }
/** Metadata interfaces and tables may be longer. */
const longFiles = ['src/metadata/authorization_server.ts']
const longest = 350
/** A folder where a forbidden word is the right noun: a service over HTTP. */
const service = 'examples/ciba_service'
const forbiddenName = /(^|[_.-])(utils?|helpers?|common|misc|shared|manager|service)([_.-]|$)/

const problems = []
for (const file of filesUnder('src').filter((file) => file.endsWith('.ts'))) {
  const source = readFileSync(file, 'utf8')
  const lines = source.split('\n').length - 1
  if (lines > longest && !longFiles.includes(file)) problems.push(`${file}: ${lines} lines, more than ${longest}`)
  if (!/^[a-z0-9_]+(\.(test|test-d|example|node))?\.ts$/.test(basename(file))) problems.push(`${file}: not snake_case`)
  if (!/\.(test|test-d|example)\.ts$/.test(file)) checkImports(file, source)
}
for (const file of ['src', 'tools', 'test', 'examples', 'bench'].flatMap(filesUnder)) {
  const [name, folder] = file.replace(`${service}/`, '').split('/').reverse()
  if (forbiddenName.test(name) || forbiddenName.test(folder)) {
    problems.push(`${file}: a name that says nothing; find the noun`)
  }
}
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0

function checkImports(file, source) {
  const from = roomOf(file)
  if (from !== 'index' && !staircase.includes(from) && !(from in kits))
    problems.push(`${file}: ${from} is no room of the list`)
  if (from === 'index' && !isFrontDoor(source)) problems.push(`${file}: holds more than \`export { … } from\``)
  for (const [, specifier] of source.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
    if (!specifier.startsWith('.')) {
      const allowed = packages[file.endsWith('.node.ts') ? 'node' : from]
      if (!allowed?.test(specifier)) problems.push(`${file}: imports the package ${specifier}`)
      continue
    }
    const to = roomOf(join(dirname(file), specifier))
    if (to !== from && !mayImport(from, to)) problems.push(`${file}: ${from} must not import ${to}`)
  }
}

function mayImport(from, to) {
  if (from in kits) return kits[from].includes(to)
  if (islands.includes(from) && islands.includes(to)) return false
  return staircase.includes(to) && staircase.indexOf(to) < staircase.indexOf(from)
}

function roomOf(file) {
  const [, room, ...inside] = file.split('/')
  return inside.length > 0 ? room : room.replace(/\.ts$/, '')
}

function isFrontDoor(source) {
  const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
  return code.replace(/export (type )?\{[^}]*\} from '[^']+'/g, '').trim() === ''
}

function filesUnder(directory) {
  try {
    return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
      if (entry.name === 'node_modules' || entry.name.startsWith('.')) return []
      const path = join(directory, entry.name)
      return entry.isDirectory() ? filesUnder(path) : [path]
    })
  } catch {
    return []
  }
}
