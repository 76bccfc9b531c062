// A small, correct project in a temporary folder, in which a test plants one violation and runs one of tools/.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from './packed.mjs'

const inOrder = {
  'package.json': JSON.stringify({
    name: 'relying',
    version: '0.1.0',
    type: 'module',
    sideEffects: false,
    exports: {
      '.': { types: './dist/types/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    scripts: {},
  }),
  'src/json/json.ts':
    "/** JSON. */\nexport type JsonValue = string | number\n\n/** Option. */\nexport const customFetch: unique symbol = Symbol('customFetch')\n",
  'src/errors/codes.ts': "/** Not JSON. */\nexport const PARSE_ERROR = 'OAUTH_PARSE_ERROR'\n",
  'src/http/send.ts':
    "import { PARSE_ERROR } from '../errors/codes.ts'\n\n/**\n * Sends.\n *\n * @param url where to\n * @returns what came back\n * @throws {Error} when nothing came\n */\nexport function send(url: string): string {\n  return url + PARSE_ERROR\n}\n",
  'src/index.ts':
    "export { PARSE_ERROR } from './errors/codes.ts'\nexport { send } from './http/send.ts'\nexport { customFetch, type JsonValue } from './json/json.ts'\n",
}

/** Builds the tree, with these files added or replaced; `null` leaves one out. `t` removes it after the test. */
export function plant(t, files = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'relying-planted-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  for (const file of [
    'tsconfig.json',
    'tsconfig.build.json',
    'tsconfig.tests.json',
    'tsconfig.tools.json',
    'typedoc.json',
  ]) {
    copyFileSync(join(root, file), join(folder, file))
  }
  const biome = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...biome, vcs: undefined, root: true }, null, 2))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  for (const [file, text] of Object.entries({ ...inOrder, ...files })) {
    if (text === null) continue
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  return folder
}

/** Runs a program of the repository (or of the tree, if it has one of that name) in the tree. */
export function run(folder, program, ...args) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program.startsWith('./') ? join(folder, program) : join(root, program), ...args],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, npm_lifecycle_event: undefined, NO_COLOR: '1' },
    },
  )
  return { status, output: stdout + stderr, closing: stdout.trim().split('\n').at(-1) }
}
