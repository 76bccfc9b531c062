// Without this file a checkout on Windows could have line endings that the checks do not expect.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const withGit = { skip: spawnSync('git', ['--version']).error && 'there is no git on this machine' }

test('a checkout has the line endings of the repository, even if git is configured to change them', withGit, (t) => {
  const cwd = mkdtempSync(join(tmpdir(), 'relying-checkout-'))
  t.after(() => rmSync(cwd, { recursive: true, force: true }))
  const git = (...args) => assert.equal(spawnSync('git', ['-c', 'core.autocrlf=true', ...args], { cwd }).status, 0)
  git('init')
  copyFileSync('.gitattributes', join(cwd, '.gitattributes'))
  writeFileSync(join(cwd, 'a.md'), 'one\ntwo\n')
  git('add', '.')
  rmSync(join(cwd, 'a.md'))
  git('checkout', '--', 'a.md')
  assert.equal(readFileSync(join(cwd, 'a.md'), 'utf8'), 'one\ntwo\n')
})
