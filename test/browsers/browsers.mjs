// The three engines, each with the driver that works with Debian's package: see the notes at each.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const LIMIT = 90_000

/** @type {{ name: string, files: string[], features: object, visit(url: string): Promise<{ result: object, version: string }> }[]} */
export const browsers = [
  {
    name: 'Chromium',
    files: ['/usr/bin/chromium'],
    features: { mldsa: true, cshake: false, browser: true },
    visit: visitChromium,
  },
  {
    name: 'Firefox',
    files: ['/usr/bin/firefox-esr'],
    features: { mldsa: false, cshake: false, browser: true },
    visit: visitFirefox,
  },
  {
    name: 'WebKitGTK',
    files: ['/usr/bin/WebKitWebDriver', '/usr/bin/xvfb-run', '/usr/bin/xauth'],
    features: { mldsa: false, cshake: false, browser: true },
    visit: visitWebKit,
  },
]

/** Debian's packages; `apt-get install --no-install-recommends` omits what a test does not need. */
export const debianPackages = ['chromium', 'firefox-esr', 'webkit2gtk-driver', 'xvfb', 'xauth']

async function visitChromium(url) {
  const { chromium } = await import('playwright-core')
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync']
  const quiet = ['--disable-background-networking', '--disable-component-update']
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: [...args, ...quiet] })
  try {
    const page = await browser.newPage()
    await page.goto(url)
    await page.waitForFunction(() => document.title === 'done', undefined, { timeout: LIMIT })
    return { result: await page.evaluate(() => window.result), version: browser.version() }
  } finally {
    await browser.close()
  }
}

/** Over WebDriver BiDi: geckodriver is not in Debian, and Playwright drives only its own build of Firefox. */
async function visitFirefox(url) {
  const { default: puppeteer } = await import('puppeteer-core')
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath: '/usr/bin/firefox-esr', headless: true })
  try {
    const page = await browser.newPage()
    await page.goto(url)
    await page.waitForFunction(() => document.title === 'done', { timeout: LIMIT })
    const version = (await browser.version()).replace(/^.*\//, '')
    return { result: await page.evaluate(() => window.result), version }
  } finally {
    await browser.close()
  }
}

/** Over classic WebDriver, a few HTTP requests; MiniBrowser needs a display. */
async function visitWebKit(url) {
  const port = await freePort()
  const driver = spawn('xvfb-run', ['-a', 'WebKitWebDriver', `--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    detached: true, // a separate process group, so that the display ends with the driver
    env: { ...process.env, WEBKIT_DISABLE_COMPOSITING_MODE: '1', LIBGL_ALWAYS_SOFTWARE: '1' },
  })
  const command = async (method, path, body) => {
    const init = { method, body: body && JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const { value } = await (await fetch(`http://127.0.0.1:${port}${path}`, init)).json()
    if (value?.error) throw new Error(`${value.error}: ${value.message}`)
    return value
  }
  const until = async (condition, limit) => {
    for (const end = Date.now() + limit; Date.now() < end; await sleep(100)) {
      if (await condition().catch(() => false)) return
    }
    throw new Error(`not within ${limit} ms`)
  }
  try {
    await until(() => command('GET', '/status').then(() => true), 20_000)
    const { sessionId, capabilities } = await command('POST', '/session', {
      capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] } } },
    })
    const session = `/session/${sessionId}`
    await command('POST', `${session}/url`, { url })
    await until(async () => (await command('GET', `${session}/title`)) === 'done', LIMIT)
    const result = await command('POST', `${session}/execute/sync`, { script: 'return window.result', args: [] })
    await command('DELETE', session)
    return { result, version: capabilities.browserVersion }
  } finally {
    try {
      process.kill(-driver.pid, 'SIGTERM')
    } catch {
      // it has ended already
    }
  }
}

/** Debian installs it under the name of the machine's architecture. */
function miniBrowser() {
  const found = readdirSync('/usr/lib')
    .map((name) => `/usr/lib/${name}/webkit2gtk-4.1/MiniBrowser`)
    .find(existsSync)
  if (!found) throw new Error('MiniBrowser is not installed')
  return found
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
