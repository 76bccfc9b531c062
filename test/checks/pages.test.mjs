// The checks of the pages (links, included code) pass on correct pages and fail on a planted violation.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'

const linked = {
  'README.md': 'See [the guide](docs/guide.md#two-words) and [`code`](src/a.mjs), or [home](https://example.org/).\n',
  'docs/guide.md': '# Guide\n\n## Two *words*\n\n[Back](../README.md)\n\n```\n[no link](nowhere.md)\n```\n',
  'src/a.mjs': '',
}

test('links: correct pages', (t) => {
  const { status, output } = run(t, 'check_links.mjs', linked)
  assert.equal(status, 0, output)
  assert.match(output, /^links: 4 in 2 pages, 0 broken$/m)
})

for (const [what, page, reason] of [
  ['a file that is not there', '[x](docs/other.md)', /README\.md: docs\/other\.md: there is no such file/],
  ['a heading that is not there', '[x](docs/guide.md#three-words)', /there is no such heading/],
  ['a heading of the page itself', '[x](#nowhere)', /there is no such heading/],
  ['a link out of the repository', '[x](../elsewhere.md)', /leads out of the repository/],
  ['plain http', '[x](http://example.org/)', /is no https URL/],
  ['a code span as the text of a broken link', '[`x`](gone.md)', /there is no such file/],
]) {
  test(`links: ${what}`, (t) => {
    const { status, output } = run(t, 'check_links.mjs', { ...linked, 'README.md': `${page}\n` })
    assert.equal(status, 1)
    assert.match(output, reason)
  })
}

test("links: pages that are not the repository's own, without asking git", (t) => {
  const broken = '[x](nowhere.md)\n'
  const { output } = run(t, 'check_links.mjs', {
    ...linked,
    '.gitignore': 'node_modules/\n',
    '.cache/a.md': broken,
    'docs/node_modules/a/README.md': broken,
  })
  assert.match(output, /^links: 4 in 2 pages, 0 broken$/m)
})

test('links: a repository without a page', (t) => {
  assert.equal(run(t, 'check_links.mjs', { 'a.mjs': '' }).status, 1)
})

const example = 'const before = 1\n// #region part\nif (before) {\n  go()\n}\n// #endregion part\n'
const guide = '# Guide\n\n<!-- include: examples/a.mjs#part -->\n\n```js\nif (before) {\n  go()\n}\n```\n\nMore.\n'
const included = { 'docs/guide/a.md': guide, 'examples/a.mjs': example }

test('includes: a correct page', (t) => {
  const { status, output } = run(t, 'includes.mjs', included, '--check')
  assert.equal(status, 0, output)
  assert.match(output, /^includes: 1 code blocks, 0 problems$/m)
})

for (const [what, files, reason] of [
  ['an example that has changed', { 'examples/a.mjs': example.replace('go', 'stay') }, /has changed/],
  ['a region that does not exist', { 'examples/a.mjs': '' }, /there is no region part in examples\/a\.mjs/],
  [
    'a file that does not exist',
    { 'docs/guide/a.md': '<!-- include: examples/b.mjs -->\n' },
    /there is no examples\/b\.mjs/,
  ],
]) {
  test(`includes: ${what}`, (t) => {
    const { status, output } = run(t, 'includes.mjs', { ...included, ...files }, '--check')
    assert.equal(status, 1)
    assert.match(output, reason)
  })
}

function run(t, tool, files, ...args) {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('tools', tool), ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}
