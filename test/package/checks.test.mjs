// Each check passes on a correct tree and fails on a planted violation.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { plant, run } from './planted_tree.mjs'

/** The check fails on the tree with these files, and says why. */
function fails(title, check, files, reason) {
  test(title, (t) => {
    const { status, output } = run(plant(t, files), ...check)
    assert.match(output, reason)
    assert.notEqual(status, 0)
  })
}

function passes(title, check, files = {}) {
  test(title, (t) => {
    const { status, output } = run(plant(t, files), ...check)
    assert.equal(status, 0, output)
  })
}

const rooms = ['tools/check_rooms.mjs']
const island =
  "import { introspect } from '../introspection/introspection.ts'\nexport const revoke: unknown = introspect\n"
passes('rooms: a correct tree', rooms, {
  'src/testing/index.ts': "export { send } from '../http/send.ts'\nimport 'node:http'\n",
  'src/undici/index.ts':
    "import { send } from '../index.ts'\nimport { Pool } from 'undici'\nexport const all: unknown = [send, Pool]\n",
  'src/errors/codes.test.ts': "import '../http/send.ts'\n",
})
fails(
  'rooms: an import up the staircase',
  rooms,
  { 'src/errors/other.ts': "import { send } from '../http/send.ts'\nexport const other: unknown = send\n" },
  /errors must not import http/,
)
fails(
  'rooms: a type import up the staircase',
  rooms,
  { 'src/json/other.ts': "import type { send } from '../http/send.ts'\nexport type Other = typeof send\n" },
  /json must not import http/,
)
fails(
  'rooms: an inline type import up the staircase',
  rooms,
  { 'src/json/other.ts': "export type Other = import('../http/send.ts').Other\n" },
  /json must not import http/,
)
fails(
  'rooms: an island that imports an island',
  rooms,
  {
    'src/introspection/introspection.ts': 'export const introspect: number = 1\n',
    'src/revocation/revocation.ts': island,
  },
  /revocation must not import introspection/,
)
fails(
  'rooms: a room that is not on the list',
  rooms,
  { 'src/cellar/wine.ts': 'export const wine: number = 1\n' },
  /cellar is no room of the list/,
)
fails(
  'rooms: code in the front door',
  rooms,
  { 'src/index.ts': "export { send } from './http/send.ts'\nexport const more: number = 1\n" },
  /holds more than/,
)
fails(
  'rooms: everything re-exported by the front door',
  rooms,
  { 'src/index.ts': "export * from './http/send.ts'\n" },
  /holds more than/,
)
fails(
  'rooms: the test kit in the room of DPoP',
  rooms,
  {
    'src/dpop/dpop.ts': 'export const dpop: number = 1\n',
    'src/testing/index.ts': "export { dpop } from '../dpop/dpop.ts'\n",
  },
  /testing must not import dpop/,
)
fails(
  'rooms: the undici kit behind the front door',
  rooms,
  { 'src/undici/index.ts': "export { send } from '../http/send.ts'\n" },
  /undici must not import http/,
)
fails('rooms: a dependency', rooms, { 'src/http/other.ts': "import 'jose'\n" }, /imports the package jose/)
fails(
  'rooms: a name that says nothing',
  rooms,
  { 'src/http/url_helpers.ts': 'export const url: number = 1\n' },
  /find the noun/,
)
fails('rooms: a folder name that says nothing', rooms, { 'test/utils/url.mjs': '' }, /find the noun/)
fails(
  'rooms: a file name in another style',
  rooms,
  { 'src/http/sendForm.ts': 'export const url: number = 1\n' },
  /not snake_case/,
)
fails('rooms: a file that is too long', rooms, { 'src/http/long.ts': '// line\n'.repeat(351) }, /351 lines/)

const purity = ['tools/check_purity.mjs']
const shipped = { 'dist/index.js': 'export const customFetch = Symbol()\n' }
passes('purity: a correct tree', purity, shipped)
fails(
  'purity: a call at the top of a module',
  purity,
  { ...shipped, 'src/errors/codes.ts': "export const PARSE_ERROR: string = String.raw`x`.concat('y')\n" },
  /src\/errors\/codes\.ts: (esbuild|rolldown) keeps/,
)
fails(
  'purity: a constructor that only looks harmless',
  purity,
  { ...shipped, 'src/errors/codes.ts': 'export const PARSE_ERROR: TextEncoder = new TextEncoder()\n' },
  /src\/errors\/codes\.ts: esbuild keeps/,
)
fails(
  'purity: a side effect in what is shipped',
  purity,
  { 'dist/index.js': 'export const customFetch = Symbol()\nglobalThis.seen = 1\n' },
  /dist\/index\.js: rolldown keeps/,
)
fails('purity: an entry that is not built', purity, {}, /dist\/index\.js does not exist/)
fails(
  'purity: a symbol that pulls too much into a bundle',
  purity,
  { 'dist/index.js': `export const customFetch = Symbol('${'x'.repeat(200)}')\n` },
  /costs 2\d\d bytes/,
)

const lint = ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '--error-on-warnings', 'src']
const inHttp = (code) => ({ 'src/http/other.ts': `${code}\n` })
passes('lint: a correct tree', lint, {
  'src/platform/fetch.ts': 'export const get: typeof fetch = (...args) => fetch(...args)\n',
})
fails(
  'lint: fetch outside platform',
  lint,
  inHttp("export const answer: unknown = () => fetch('https://as.example')"),
  /noRestrictedGlobals/,
)
fails(
  'lint: the clock outside platform',
  lint,
  inHttp('export const now = (): number => Date.now()'),
  /noRestrictedGlobals/,
)
fails(
  'lint: crypto outside platform',
  lint,
  inHttp('export const subtle = (): unknown => crypto.subtle'),
  /noRestrictedGlobals/,
)
fails(
  'lint: crypto by way of globalThis',
  lint,
  inHttp('export const subtle = (): unknown => globalThis.crypto'),
  /noRestrictedGlobals/,
)
fails('lint: any', lint, inHttp('export const anything = (value: any): unknown => value'), /noExplicitAny/)
fails('lint: a default export', lint, inHttp('export default 1'), /noDefaultExport/)
fails('lint: a module re-exported whole', lint, inHttp("export * from './send.ts'"), /noReExportAll/)
fails('lint: an import that is not used', lint, inHttp("import { send } from './send.ts'"), /noUnusedImports/)
fails('lint: another format', lint, inHttp('export const one: number = 1;'), /format/i)

const tsc = (project) => ['node_modules/typescript-7/bin/tsc', '--noEmit', '-p', project]
passes('types: a correct tree', tsc('tsconfig.json'))
fails('types: an inferred export', tsc('tsconfig.json'), inHttp('export const two = [1, 2].length'), /TS9010/)
fails(
  'types: an unchecked index',
  tsc('tsconfig.json'),
  inHttp('export const first = (list: string[]): string => list[0]'),
  /TS2322/,
)
fails('types: an enum', tsc('tsconfig.json'), inHttp('export enum Two {\n  A = 1,\n}'), /TS1294/)
fails('types: a namespace', tsc('tsconfig.json'), inHttp('export namespace Two {\n  export const a = 1\n}'), /TS1294/)
fails(
  'types: a global of Node in src',
  tsc('tsconfig.json'),
  inHttp('export const seen = (): unknown => Buffer.from([])'),
  /TS25\d\d|TS2304/,
)
fails(
  'types: a mistake in a test',
  tsc('tsconfig.tests.json'),
  { 'src/http/send.test.ts': "import { send } from './send.ts'\nsend(1)\n" },
  /TS2345/,
)
fails(
  'types: a mistake in a tool',
  tsc('tsconfig.tools.json'),
  { 'tools/some.mjs': "import { join } from 'node:path'\njoin(1)\n" },
  /TS2345/,
)

test('names: missing names of the compatible surface are listed', (t) => {
  const declarations = 'export declare const customFetch: unique symbol\nexport type JsonValue = string\n'
  const folder = plant(t, {
    'dist/index.js': 'export const customFetch = Symbol()\nexport const None = 1\n',
    'dist/types/index.d.ts': declarations,
  })
  const { status, output } = run(folder, 'tools/names.mjs')
  assert.equal(status, 1)
  assert.match(output, /^2\/154 names/m)
  assert.match(output, /^None is not declared$/m)
  assert.match(output, /^PrivateKeyJwt is not exported$/m)
  assert.doesNotMatch(output, /^(customFetch|JsonValue) /m)
})

const docs = ['tools/docs.mjs']
const described = (lines) => ({
  'src/http/send.ts': `/**\n${lines.map((line) => ` * ${line}\n`).join('')} */\nexport function send(url: string): string {\n  return url\n}\n`,
})
const full = ['Sends.', '@param url where to', '@returns what came back', '@throws {Error} when nothing came']
const without = (word) => described(full.filter((line) => !line.startsWith(word)))
passes('docs: a correct tree', docs, described(full))
fails('docs: a name without a summary', docs, without('Sends'), /send: no summary/)
fails('docs: a parameter without a description', docs, without('@param'), /send: no description of the parameter url/)
fails('docs: no description of the result', docs, without('@returns'), /send: no @returns/)
fails('docs: no description of the errors', docs, without('@throws'), /send: no @throws/)
fails('docs: a link that leads nowhere', docs, described([...full, '@see {@link Nothing}']), /Nothing/)
test('docs: pages by room, and a check that they match the source', (t) => {
  const folder = plant(t)
  assert.equal(run(folder, 'tools/docs.mjs').status, 0)
  assert.match(readFileSync(join(folder, 'docs/api/http/send.md'), 'utf8'), /where to/)
  assert.equal(run(folder, 'tools/docs.mjs', '--check').status, 0)
  writeFileSync(join(folder, 'docs/api/http/send.md'), 'Something else.')
  const { status, output } = run(folder, 'tools/docs.mjs', '--check')
  assert.equal(status, 1)
  assert.match(output, /docs\/api\/http\/send\.md is out of date/)
})

test('build: one joined file, declarations that import .js and have only the exports', (t) => {
  const folder = plant(t, { 'src/http/inside.ts': 'export interface Inside {\n  key: string\n}\n' })
  const { status, output } = run(folder, 'tools/build.mjs')
  assert.equal(status, 0, output)
  assert.doesNotMatch(readFileSync(join(folder, 'dist/index.js'), 'utf8'), /^\s*import/m)
  assert.match(readFileSync(join(folder, 'dist/types/index.d.ts'), 'utf8'), /from '\.\/http\/send\.js'/)
  assert.throws(() => readFileSync(join(folder, 'dist/types/http/inside.d.ts')), /ENOENT/)
  assert.match(run(folder, 'tools/build.mjs', '--if-needed').output, /up to date/)
})

test('build: private names of the rooms are not declared', (t) => {
  const folder = plant(t, {
    'src/http/send.ts':
      'interface Used {\n  a: 1\n}\nexport interface Unused {\n  b: 2\n}\nexport const hidden: number = 1\nexport function send(used: Used): Used {\n  return used\n}\n',
    'src/index.ts': "export { send } from './http/send.ts'\n",
  })
  assert.equal(run(folder, 'tools/build.mjs').status, 0)
  const declared = readFileSync(join(folder, 'dist/types/http/send.d.ts'), 'utf8')
  assert.match(declared, /interface Used/)
  assert.match(declared, /^export \{\};$/m)
  assert.doesNotMatch(declared + readFileSync(join(folder, 'dist/types/index.d.ts'), 'utf8'), /Unused|hidden/)
  assert.match(readFileSync(join(folder, 'dist/index.js'), 'utf8'), /export\{send\}/)
})

const forNode = {
  'src/platform/digest.ts': "export const digest: string = 'for everyone'\n",
  'src/platform/digest.node.ts':
    "import { digest as plain } from './digest.ts'\nexport const digest: string = 'for node, ' + plain\n",
  'src/index.ts': "export { digest } from './platform/digest.ts'\n",
}
const forNodeExports = {
  '.': {
    types: './dist/types/index.d.ts',
    bun: './dist/index.js',
    deno: './dist/index.js',
    node: './dist/node/index.js',
    default: './dist/index.js',
  },
  './package.json': './package.json',
}
fails(
  'build: files for Node and no `node` condition',
  ['tools/build.mjs'],
  forNode,
  /"node": "\.\/dist\/node\/index\.js"/,
)
test('build: files for Node replace their namesakes under the `node` condition', (t) => {
  const folder = plant(t, {
    ...forNode,
    'package.json': JSON.stringify({ name: 'relying', type: 'module', sideEffects: false, exports: forNodeExports }),
  })
  const { status, output } = run(folder, 'tools/build.mjs')
  assert.equal(status, 0, output)
  assert.match(readFileSync(join(folder, 'dist/node/index.js'), 'utf8'), /for node/)
  assert.doesNotMatch(readFileSync(join(folder, 'dist/index.js'), 'utf8'), /for node/)
})
fails('build: a wrong type', ['tools/build.mjs'], inHttp('export const one: string = 1'), /TS2322/)
fails(
  'build: an import that leads nowhere',
  ['tools/build.mjs'],
  { 'src/http/send.ts': "export { send } from './nowhere.ts'\n" },
  /nowhere/,
)
