// Packs the package as for publication and installs it into an empty folder, like a user.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npm as commandOfNpm } from '../../tools/npm.mjs'

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Returns the tarball's path, its files, and a folder that has it in node_modules. */
export function pack() {
  const folder = mkdtempSync(join(tmpdir(), 'relying-packed-'))
  const npm = (args, cwd) =>
    execFileSync(...commandOfNpm([...args, '--loglevel=error']), {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  const answer = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root))
  const [{ filename, files }] = Array.isArray(answer) ? answer : Object.values(answer)
  const tarball = join(folder, filename)
  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "private": true, "type": "module" }')
  npm(['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball], folder)
  return { tarball, folder, files: files.map(({ path }) => path).sort() }
}
