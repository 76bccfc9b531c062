// Without this file `npm ci` would refuse the lockfiles that npm writes where the registry is a mirror without the binaries for other
// platforms: npm leaves such an optional package out, and then misses it.
//
//   node tools/complete_lockfiles.mjs [lockfile …]   after an update of dependencies; adds what is left out, without its integrity
import { readFileSync, writeFileSync } from 'node:fs'
import { repositoryFiles } from './repository_files.mjs'

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos']
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/** The optional packages that a lockfile speaks of and does not hold: where they would stand, and their entry. */
export function leftOut({ packages }) {
  const missing = []
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (foldersUpwards(path).some((folder) => packages[`${folder}node_modules/${name}`])) continue
      missing.push([`node_modules/${name}`, { version, ...inOrder({ dev, optional: true, ...platform(name) }) }])
    }
  }
  return missing
}

/** Where npm looks for what the package at a path needs: of `node_modules/a` these are `node_modules/a/` and the root. */
function foldersUpwards(path) {
  if (path === '') return ['']
  return [`${path}/`, ...foldersUpwards(path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))))]
}

/** As npm writes them: sorted, and nothing that is not said. */
function inOrder(members) {
  return Object.fromEntries(
    Object.entries(members)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

/** What such a package's name says of where it runs. */
function platform(name) {
  const os = /win32|windows/.test(name) ? 'win32' : systems.find((system) => name.includes(system))
  const cpu = processors.find((processor) => name.includes(processor)) ?? 'x64'
  const libc = os === 'linux' ? /musl|gnu|glibc/.exec(name)?.[0].replace(/^gnu/, 'glibc') : undefined
  return { cpu: [cpu], os: os && [os], libc: libc && [libc] }
}

if (process.argv[1]?.endsWith('complete_lockfiles.mjs')) {
  for (const file of process.argv.length > 2 ? process.argv.slice(2) : repositoryFiles('package-lock.json')) {
    const lockfile = JSON.parse(readFileSync(file, 'utf8'))
    const missing = leftOut(lockfile)
    if (missing.length === 0) continue
    const { '': root, ...others } = { ...lockfile.packages, ...Object.fromEntries(missing) }
    const sorted = Object.entries(others).sort(([a], [b]) => a.localeCompare(b, 'en'))
    lockfile.packages = { '': root, ...Object.fromEntries(sorted) }
    writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`)
    console.log(`${file}: ${missing.length} added`)
  }
}
