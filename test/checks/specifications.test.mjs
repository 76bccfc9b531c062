// Each rule of tools/specifications.mjs catches a violation planted here.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'

const tool = resolve('tools/specifications.mjs')
const heading = '# RFC 1\n\n| clause | keyword | who | gist | open |\n| --- | --- | --- | --- | --- |\n'
const list = `${heading}| rfc1 2.1/1a | MUST | library | One. | |\n| rfc1 2.1/1b | MUST | application | Two. | |\n`
/** A test's title, assembled here so that the check of this repository does not find it. */
const titled = (id) => `test('${'rfc'}${id}: proves it', () => {})\n`
const obeyed = { 'src/a.ts': 'export const a = 1\n  // rfc1 2.1/1: obeyed\n', 'docs/specifications/rfc1.md': list }

test('a correct project passes, and the page names file and test', () => {
  const files = { ...obeyed, 'src/a.test.ts': titled('1 2.1/1a') }
  const { status, output, page } = run(files)
  assert.equal(status, 0, output)
  assert.match(output, /clauses: 2, of the library 1: 1 enforced, 1 proven, 0 open/)
  assert.match(page, /\| rfc1 2\.1\/1a \| MUST \| One\. \| \[a\.ts\]\(\S+\) \| \[a\.test\.ts\]\(\S+\) \| {2}\|/)
})

test('a comment with only a section number enforces nothing', () => {
  const { status, output } = run({ ...obeyed, 'src/a.ts': '// rfc1 2.1: see there\n' })
  assert.equal(status, 1)
  assert.match(output, /rfc1 2\.1\/1a is neither enforced nor proven nor open/)
})

test('a tag in src that is in no list fails', () => {
  const { status, output } = run({ ...obeyed, 'src/b.ts': '// rfc1 2.1/1, 9/9: what?\n' })
  assert.equal(status, 1)
  assert.match(output, /src\/b\.ts:1: rfc1 9\/9 is in no list/)
})

test('a test title whose clause is in no list fails', () => {
  const { status, output } = run({ ...obeyed, 'test/x/b.test.mjs': titled('2 1/1') })
  assert.equal(status, 1)
  assert.match(output, /test\/x\/b\.test\.mjs:1: rfc2 1\/1 is in no list/)
})

test('a MUST for the library without code, test or reason fails; with a reason it passes', () => {
  const open = list.replace('One. | |', 'One. | Nobody asked. |')
  assert.match(run({ 'docs/specifications/rfc1.md': list }).output, /rfc1 2\.1\/1a is neither enforced/)
  assert.equal(run({ 'docs/specifications/rfc1.md': open }).status, 0)
})

test('a page out of date fails', () => {
  const { status, output } = run(obeyed, 'something else')
  assert.equal(status, 1)
  assert.match(output, /README\.md is out of date/)
})

test('a malformed row fails', () => {
  const rows = ['| rfc1 two | MUST | library | No clause. | |', '| rfc1 1/1 | WILL | nobody | | |']
  const { output } = run({ 'docs/specifications/rfc1.md': `${heading}${rows.join('\n')}\n` })
  for (const what of ['rfc1 two is no clause', 'WILL is none of', 'nobody is neither', 'no gist']) {
    assert.ok(output.includes(what), `${what}: ${output}`)
  }
})

/** The output of the check for a project with these files, whose page was generated before (or has that text). */
function run(files, pageText) {
  const root = mkdtempSync(join(tmpdir(), 'specifications-'))
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), text)
    }
    const page = join(root, 'docs/specifications/README.md')
    if (pageText === undefined) spawnSync(process.execPath, [tool], { cwd: root })
    else writeFileSync(page, pageText)
    const { status, stdout, stderr } = spawnSync(process.execPath, [tool, '--check'], { cwd: root, encoding: 'utf8' })
    return { status, output: stdout + stderr, page: readFileSync(page, 'utf8') }
  } finally {
    rmSync(root, { recursive: true })
  }
}
