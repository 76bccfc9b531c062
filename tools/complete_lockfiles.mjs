// Without this file `npm ci` would refuse lockfiles that npm wrote with a registry mirror that lacks the binaries for other platforms:
// npm leaves such optional packages out of the lockfile, and then reports them as missing.
//
//   node tools/complete_lockfiles.mjs [lockfile …]   run it after updating dependencies: it adds what was left out, without its integrity
import { readFileSync, writeFileSync } from 'node:fs'
import { repositoryFiles } from './repository_files.mjs'

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos']
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/** The optional packages that a lockfile refers to but does not contain: the path and the entry of each. */
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

/** Where npm looks for the dependencies of the package at a path: for `node_modules/a`, in `node_modules/a/` and in the root. */
function foldersUpwards(path) {
  if (path === '') return ['']
  return [`${path}/`, ...foldersUpwards(path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))))]
}

/** Formats members as npm does: sorted, without undefined ones. */
function inOrder(members) {
  return Object.fromEntries(
    Object.entries(members)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

/** The platform that the name of such a package suggests. */
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
