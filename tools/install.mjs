// Without this file a fresh clone could not start, and a changed lockfile would go unnoticed until something breaks.
//
//   node tools/install.mjs [folder …]   installs what each folder's lockfile says, unless it is already installed
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from './npm.mjs'

/** Installs the lockfile's versions if node_modules is missing or has other versions. Ends the process if that fails. */
export function install(folder = '.') {
  if (isInstalled(folder)) return
  console.log(`install: ${folder === '.' ? 'the root' : folder}`)
  // NODE_ENV=production or the user's settings could leave out the packages for building and testing
  const all = ['--include=dev', '--include=optional']
  // after Ctrl-C npm takes many seconds to remove what it installed: a second run meanwhile would break both
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

/** Whether every package of the lockfile that is not optional has its version in the lockfile that npm keeps in node_modules. */
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
