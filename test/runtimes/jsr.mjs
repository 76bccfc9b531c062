// What JSR would publish: the TypeScript of src/, which Deno checks (its "slow types" rule included) without publishing it.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { entries } from '../../tools/entries.mjs'

/** @param {string} deno @returns {{ name: string, version: string, passed: string[], failed: { name: string, error: string }[] }} */
export function checkJsr(deno) {
  const read = (file) => JSON.parse(readFileSync(file, 'utf8'))
  const [jsr, npm] = [read('jsr.json'), read('package.json')]
  const wanted = Object.fromEntries(entries.map(({ specifier, source }) => [specifier, `./${source}`]))
  const args = ['publish', '--dry-run', '--allow-dirty', '--config', 'jsr.json']
  const { status, stdout, stderr } = spawnSync(deno, args, { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })
  const checks = [
    ['the version is that of package.json', jsr.version === npm.version, jsr.version],
    ['the exports are the entries', isDeepStrictEqual(jsr.exports, wanted), JSON.stringify(wanted)],
    [
      'deno publish --dry-run',
      status === 0 && /Dry run complete/.test(stderr + stdout),
      (stderr + stdout).slice(-1500),
    ],
  ]
  return {
    name: 'JSR',
    version: jsr.version,
    passed: checks.filter(([, ok]) => ok).map(([name]) => name),
    failed: checks.filter(([, ok]) => !ok).map(([name, , error]) => ({ name, error })),
  }
}
