// Without this file a fresh clone could not start, and a changed lockfile would go unnoticed until something breaks.
//
//   node tools/install.mjs [folder …]   installs what each folder's lockfile says, only where it is not installed yet
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from './npm.mjs'

/** Installs the lockfile's versions when node_modules is missing or holds others. Ends the process when that fails. */
export function install(folder = '.') {
  if (isInstalled(folder)) return
  console.log(`install: ${folder === '.' ? 'the root' : folder}`)
  // NODE_ENV=production or the user's settings could leave out what builds and tests
  const all = ['--include=dev', '--include=optional']
  // after Ctrl-C npm removes for many seconds what it has begun: whoever starts again meanwhile would break both
  const wait = () => {}
  process.on('SIGINT', wait)
  const { status } = spawnSync(...npm(['ci', ...all, '--no-audit', '--no-fund', '--loglevel=error']), {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  process.off('SIGINT', wait)
  if (status !== 0 || !isInstalled(folder)) {
    console.error(
      `install: npm ci ${status === 0 ? 'left other versions than the lockfile says' : 'failed'} in ${folder}`,
    )
    process.exit(1)
  }
}

/** Compares the lockfile with the one that npm leaves in node_modules: every package that is not optional is there, in its version. */
export function isInstalled(folder) {
  const installed = packagesIn(join(folder, 'node_modules/.package-lock.json'))
  const wanted = Object.entries(packagesIn(join(folder, 'package-lock.json')) ?? {})
  return (
    installed !== undefined &&
    wanted.every(([path, { version, optional, devOptional, peer }]) => {
      if (path === '' || ((optional || devOptional || peer) && installed[path] === undefined)) return true
      return installed[path]?.version === version
    })
  )
}

function packagesIn(lockfile) {
  return existsSync(lockfile) ? JSON.parse(readFileSync(lockfile, 'utf8')).packages : undefined
}

if (process.argv[1]?.endsWith('install.mjs')) {
  const folders = process.argv.slice(2)
  for (const folder of folders.length > 0 ? folders : ['.']) install(folder)
}
