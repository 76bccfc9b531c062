import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join, posix } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { entries, hasNodeBuild, packageExports, packageTypesVersions } from '../../tools/entries.mjs'
import { manifest, pack, root } from './packed.mjs'

const { tarball, folder, files } = pack()
after(() => rmSync(folder, { recursive: true, force: true }))
const read = (file) => readFileSync(join(folder, 'node_modules/relying', file), 'utf8')

test('the tarball has exactly the intended files', () => {
  const bundles = entries.flatMap(({ name }) =>
    hasNodeBuild ? [`dist/${name}.js`, `dist/node/${name}.js`] : [`dist/${name}.js`],
  )
  const expected = [
    ...['LICENSE', 'README.md', 'package.json'],
    // a file that only re-exports has nothing to map
    ...bundles.flatMap((file) => (read(file).includes('sourceMappingURL=') ? [file, `${file}.map`] : [file])),
    ...declarationsReached(),
  ]
  assert.deepEqual(files, expected.sort())
})

test('exports name only the entries, and every file in them exists', () => {
  assert.deepEqual(manifest.exports, packageExports())
  assert.deepEqual(manifest.typesVersions, packageTypesVersions())
  const named = Object.values(manifest.exports).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  )
  for (const target of named) assert.ok(files.includes(target.replace('./', '')), target)
  const bundles = files.filter((file) => /^dist\/[^/]+\.js$/.test(file))
  assert.deepEqual(bundles, entries.map(({ name }) => `dist/${name}.js`).sort())
})

test('every entry is documented', () => {
  const index = readFileSync(join(root, 'docs/api/README.md'), 'utf8')
  for (const { specifier } of entries) assert.ok(index.includes(`relying${specifier.slice(1)}`), specifier)
})

test('the manifest declares no side effects, ES modules, Node 20, no dependencies', () => {
  assert.equal(manifest.sideEffects, false)
  assert.equal(manifest.type, 'module')
  assert.equal(manifest.engines.node, '>=20')
  assert.equal(manifest.license, 'MIT')
  assert.equal(manifest.dependencies, undefined)
})

test('the version is the same everywhere', async () => {
  const { version } = await import('../../src/platform/version.ts')
  assert.equal(version, manifest.version)
  assert.equal(JSON.parse(readFileSync(join(root, 'jsr.json'), 'utf8')).version, manifest.version)
  assert.ok(read('dist/index.js').includes(manifest.version))
})

test('JSR gets the same entries, as TypeScript', () => {
  const jsr = JSON.parse(readFileSync(join(root, 'jsr.json'), 'utf8'))
  assert.deepEqual(jsr.exports, Object.fromEntries(entries.map(({ specifier, source }) => [specifier, `./${source}`])))
})

test('publint reports nothing', async () => {
  const { messages } = await publint({ pkgDir: root, level: 'suggestion', strict: true, pack: 'npm' })
  assert.deepEqual(
    messages.map((message) => formatMessage(message, manifest)),
    [],
  )
})

test('the types are not wrong', () => {
  const attw = join(root, 'test/package/node_modules/@arethetypeswrong/cli/dist/index.js')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [attw, tarball, '--profile', 'esm-only', '--no-color'],
    {
      encoding: 'utf8',
    },
  )
  assert.equal(status, 0, stdout + stderr)
})

// the repository may be in /src or /app: `../src/` is not a path to it
const ofThisMachine = new RegExp(`(?<![\\w.])${root.replace(/\W/g, '\\$&')}/|/home/|/tmp/|/Users/`)
test('the shipped files are compact, have their sources in the map, and contain no path of this machine', () => {
  for (const file of files) {
    const text = read(file)
    assert.doesNotMatch(text, ofThisMachine, file)
    if (!file.endsWith('.js') || !text.includes('sourceMappingURL=')) continue
    // a media type is not a comment
    const comments = text
      .replaceAll('*/*', '')
      .match(/\/\*(?! @__(PURE|NO_SIDE_EFFECTS)__)[\s\S]*?\*\/|^\s*\/\/(?!# sourceMappingURL=).*$/gm)
    assert.equal(comments, null, `${file} has comments`)
    const { sources, sourcesContent } = JSON.parse(read(`${file}.map`))
    for (const [index, source] of sources.entries()) {
      assert.equal(
        sourcesContent[index],
        readFileSync(
          join(
            root,
            'src',
            source
              .split('/src/')
              .at(-1)
              .replace(/^.*?src\//, ''),
          ),
          'utf8',
        ),
      )
    }
  }
})

test('plain Node imports every entry, silently', () => {
  for (const { specifier, name } of entries.filter(({ name }) => name !== 'undici')) {
    const program = `import * as all from 'relying${specifier.slice(1)}'; console.log(JSON.stringify(Object.keys(all)))`
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: folder,
      encoding: 'utf8',
    })
    assert.equal(stderr, '')
    assert.equal(status, 0)
    assert.ok(JSON.parse(stdout).length > 0, name)
  }
})

test('each entry is one file, which imports no others', () => {
  for (const file of files.filter((file) => file.endsWith('.js'))) {
    assert.doesNotMatch(read(file), /\b(from|import)\s*\(?["']\.\.?\//, file)
  }
})

test('symbols and classes exist once: the test server exports only functions and its own symbol', async () => {
  const { missing, ...kit } = await import(pathToFileURL(join(folder, 'node_modules/relying/dist/testing.js')).href)
  assert.equal(typeof missing, 'symbol')
  for (const [name, value] of Object.entries(kit)) {
    assert.ok(typeof value === 'function' && !/^class\b/.test(String(value)), name)
  }
})

test('requiring the package.json works', () => {
  const program = "console.log(require('relying/package.json').version)"
  assert.equal(
    execFileSync(process.execPath, ['-e', program], { cwd: folder, encoding: 'utf8' }).trim(),
    manifest.version,
  )
})

/** The declaration files that the entries' declarations import, directly or indirectly. No others must be shipped. */
function declarationsReached() {
  const reached = new Set(entries.map(({ specifier }) => manifest.exports[specifier].types.replace('./', '')))
  for (const file of reached) {
    for (const [, specifier] of read(file).matchAll(/(?:from|import\() ?'(\.[^']+)\.js'/g)) {
      reached.add(`${posix.join(posix.dirname(file), specifier)}.d.ts`)
    }
  }
  return reached
}
