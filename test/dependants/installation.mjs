// Installs the unchanged dependants beside our packed tarball: npm `overrides` installs `relying.tgz` wherever one of
// them requires oauth4webapi.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
export const root = join(here, '../..')
const tarball = join(here, 'relying.tgz')
const stamp = join(here, 'node_modules/.relying_stamp')

/** Builds and packs the root, and runs `npm ci` unless exactly the same is installed already (12 s, 240 MB). */
export function installDependants() {
  run(process.execPath, [join(root, 'tools/build.mjs'), '--if-needed'], root)
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', here], root),
  )
  renameSync(join(here, filename), tarball)
  const wanted = fingerprint(['package.json', 'package-lock.json', 'relying.tgz'])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.log('dependants: npm ci')
  rmSync(stamp, { force: true })
  run('npm', ['ci'], here)
  writeFileSync(stamp, wanted)
}

function fingerprint(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(join(here, file)))
  return hash.digest('hex')
}

function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`)
  return stdout
}
