// Code that only tests need must not be shipped in an application: the front door is built only from its rooms.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { test } from 'node:test'
import { build } from 'esbuild'
import { entries, hasNodeBuild } from '../../tools/entries.mjs'
import { root } from './packed.mjs'

const kits = entries.filter(({ specifier }) => specifier !== '.').map(({ source }) => posix.dirname(source))
const builds = hasNodeBuild ? ['dist', 'dist/node'] : ['dist']

/** The sources of a built file and of everything that it imports. */
function sourcesOf(file, seen = new Set()) {
  if (seen.has(file)) return []
  seen.add(file)
  const { sources } = JSON.parse(readFileSync(join(root, `${file}.map`), 'utf8'))
  const imported = [...readFileSync(join(root, file), 'utf8').matchAll(/from"(\.\/[^"]+)"/g)].map(([, name]) => name)
  return [...sources, ...imported.flatMap((name) => sourcesOf(posix.join(posix.dirname(file), name), seen))]
}

for (const directory of builds) {
  test(`${directory}/index.js contains nothing from the other entries`, () => {
    const sources = sourcesOf(`${directory}/index.js`)
    assert.ok(sources.some((source) => source.includes('src/grants/')))
    assert.deepEqual(
      sources.filter((source) => kits.some((kit) => source.includes(`${kit}/`))),
      [],
    )
  })
}

if (existsSync(join(root, 'dist/testing.js'))) {
  test('a bundle of all exports of the front door contains nothing of the test server', async () => {
    const contents = "import * as all from './dist/index.js'; console.log(all)"
    const bundle = async (text) => {
      const stdin = { contents: text, resolveDir: root }
      const { outputFiles } = await build({ stdin, bundle: true, write: false, format: 'esm', platform: 'neutral' })
      return outputFiles[0].text
    }
    const phrase = 'as the test demands'
    assert.ok((await bundle(contents.replaceAll('index.js', 'testing.js'))).includes(phrase))
    assert.ok(!(await bundle(contents)).includes(phrase))
  })
}
