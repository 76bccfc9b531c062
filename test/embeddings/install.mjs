// Installs the packed library as a dependency, because Jest and TypeScript treat a package in node_modules differently
// from a
// linked folder.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { install } from '../../tools/install.mjs'

const folder = 'test/embeddings'
install(folder)
install('test/runtimes/engines') // the Node versions
mkdirSync('.cache', { recursive: true })
const unpacked = mkdtempSync('.cache/packed-')
const npm = ['pack', '--silent', '--ignore-scripts', '--pack-destination', unpacked]
const tarball = execFileSync('npm', npm, { encoding: 'utf8' }).trim().split('\n').at(-1)
execFileSync('tar', ['-xzf', join(unpacked, tarball), '-C', unpacked])
const target = join(folder, 'node_modules', 'relying')
rmSync(target, { recursive: true, force: true })
renameSync(join(unpacked, 'package'), target)
rmSync(unpacked, { recursive: true, force: true })
