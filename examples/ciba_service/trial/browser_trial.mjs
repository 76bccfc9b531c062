// The page in a real browser: Debian's Chromium follows a sign-in live, across a restart of the service, and shows its
// end.
//
//   npm run test:live                    installs chromium if it is missing
//   SCREENSHOTS=/tmp npm run test:live   saves screenshots of the page there

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setStage, until } from './stage.mjs'

const executablePath = '/usr/bin/chromium'
installChromium()
const { chromium } = createRequire(new URL('../../../test/browsers/package.json', import.meta.url))('playwright-core')
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync']
const browser = await chromium.launch({ executablePath, args: [...args, '--disable-background-networking'] })
const stage = await setStage()
after(async () => {
  await browser.close()
  await stage.clear()
})

test('a person signs in: the page says what to do, survives a restart, and shows the user', async () => {
  const store = { STORE: stage.path('live.db'), mode: 'ping', notified: true }
  const first = await stage.serve(store)
  const { page, problems, headline } = await open(first.origin)
  await page.fill('input', 'alice')
  await page.click('button')
  await headline('Look at your phone.')
  const [{ message }] = await until(() => stage.told('asked').length > 0 && stage.told('asked'), 'asked')
  assert.equal(await page.textContent('#code b'), message)
  await picture(page, 'waiting')

  first.child.kill('SIGKILL')
  await first.ended
  await stage.serve(store)
  stage.answers('approve')
  await headline('You are signed in.')
  assert.equal(await page.textContent('#detail'), 'Alice Example <alice@example.test>')
  await picture(page, 'signed-in')
  assert.deepEqual(problems(), [])
})

test('the user refuses, and an unknown user', async () => {
  const { origin } = await stage.serve({ STORE: stage.path('refused.db'), mode: 'poll' })
  const { page, problems, headline } = await open(origin)
  await page.fill('input', 'alice')
  await page.click('button')
  await headline('Look at your phone.')
  stage.answers('deny')
  await headline('You said no on your phone.')
  await page.click('a')
  await page.fill('input', '<b>nobody</b>')
  await page.click('button')
  await headline('That did not work. Please start again.')
  await picture(page, 'start-again')
  assert.deepEqual(problems(), [])
})

async function open(origin) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 640, height: 480 } })
  const page = await context.newPage()
  const said = []
  page.on('console', (message) => message.type() === 'error' && said.push(message.text()))
  page.on('pageerror', (error) => said.push(String(error)))
  await page.goto(origin)
  return {
    page,
    // the restart causes the connection errors in the console; the page has no icon
    problems: () => said.filter((text) => !/ERR_|favicon|404/.test(text)),
    headline: (text) => page.waitForSelector(`#headline:text-is("${text}")`, { timeout: 30_000 }),
  }
}

async function picture(page, name) {
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `ciba-${name}.png`) })
}

function installChromium() {
  if (existsSync(executablePath)) return
  console.log('install: apt-get install chromium')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) => spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-qq', ...args], { env })
  apt('update')
  apt('install', '-y', '--no-install-recommends', 'chromium')
}
