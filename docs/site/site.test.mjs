// The built site in a real browser: no broken link, no console error, nothing loaded from elsewhere, readable on a phone,
// dark where wanted, searchable, its diagrams drawn. And the single-page app, whose place is a browser, too.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { start } from '../../examples/program.mjs'
import { openBrowser } from './browser.mjs'
import { brokenLinks } from './html_links.mjs'
import { serveSite } from './server.mjs'

const site = fileURLToPath(new URL('.cache/site/', import.meta.url))
const screenshots = fileURLToPath(new URL('.cache/screenshots/', import.meta.url))
mkdirSync(screenshots, { recursive: true })

const all = readdirSync(site, { recursive: true })
  .map((name) => String(name).replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.html') && name !== '404.html')
  .sort()
/** One of every kind: all but the reference and the files that pages link to, of which the first of each folder will do. */
const kinds = all.filter((page, at) => {
  const folder = (name) => name?.slice(0, name.lastIndexOf('/'))
  return !/^(api|source|specifications)\//.test(page) || folder(all[at - 1]) !== folder(page)
})

test('no link of the site leads nowhere', () => {
  const { count, broken } = brokenLinks(site, all)
  console.log(`${count} links in ${all.length} pages, ${broken.length} broken`)
  assert.ok(count > 1000)
  assert.deepEqual(broken, [])
})

describe('in Chromium', () => {
  let origin
  let browser
  let close
  before(async () => {
    ;({ origin, close } = await serveSite(site))
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    close?.()
  })

  test('no page has an error or loads anything from elsewhere', { timeout: 400_000 }, async () => {
    const { page, complaints } = await tab({})
    const pages = all.filter((name) => !name.startsWith('source/') || kinds.includes(name))
    for (const name of pages) await visit(page, name)
    console.log(`${pages.length} pages visited, ${complaints.length} complaints`)
    assert.deepEqual(complaints, [])
  })

  test('every page fits a phone, in letters that can be read', async () => {
    const { page, complaints } = await tab({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true })
    for (const name of kinds) {
      await visit(page, name)
      const { width, size } = await page.evaluate(() => ({
        width: document.scrollingElement.scrollWidth,
        size: Number.parseFloat(getComputedStyle(document.querySelector('.vp-doc p, .vp-doc td')).fontSize),
      }))
      assert.ok(width <= 360, `${name} is ${width} pixels wide`)
      assert.ok(size >= 14, `${name} has letters of ${size} pixels`)
    }
    await visit(page, 'guide/sign_in.html')
    await drawn(page)
    await page.screenshot({ path: `${screenshots}phone.png` })
    await page.locator('.diagram').scrollIntoViewIfNeeded()
    await page.screenshot({ path: `${screenshots}phone_diagram.png` })
    assert.deepEqual(complaints, [])
  })

  for (const colorScheme of ['light', 'dark']) {
    test(`${colorScheme}: text and code stand out from the ground`, async () => {
      const { page } = await tab({ colorScheme, viewport: { width: 1280, height: 900 } })
      for (const name of ['index.html', 'guide/dpop.html', 'api/grants/authorizationCodeGrantRequest.html']) {
        await visit(page, name)
        if (name.startsWith('guide')) await drawn(page)
        await page.screenshot({ path: `${screenshots}${colorScheme}_${name.replaceAll('/', '_')}.png` })
        assert.equal(
          await page.evaluate(() => document.documentElement.classList.contains('dark')),
          colorScheme === 'dark',
        )
        for (const selector of ['.vp-doc p', '.vp-doc h1', '.vp-doc a', '.vp-doc td', '.vp-doc p code']) {
          const ratio = await contrast(page, selector)
          assert.ok(ratio === undefined || ratio >= 4.5, `${name}: ${selector} has a contrast of ${ratio}`)
        }
      }
    })
  }

  test('every diagram is drawn', async () => {
    const { page } = await tab({})
    const guides = readdirSync(new URL('../guide/', import.meta.url))
    let count = 0
    for (const name of guides.filter((guide) => guide !== 'README.md')) {
      const text = readFileSync(new URL(`../guide/${name}`, import.meta.url), 'utf8')
      const expected = text.split('```mermaid').length - 1
      if (expected === 0) continue
      await visit(page, `guide/${name.replace('.md', '.html')}`)
      await drawn(page, expected)
      const texts = await page.locator('.diagram svg').allTextContents()
      assert.ok(
        texts.every((drawing) => !drawing.includes('Syntax error')),
        name,
      )
      count += expected
    }
    console.log(`${count} diagrams drawn`)
    assert.ok(count > 8)
  })

  test('the search finds a function and an error code', async () => {
    const { page, complaints } = await tab({})
    await visit(page, 'index.html')
    for (const [words, expected] of [
      ['validateJwtAccessToken', /resource_server\/validateJwtAccessToken/],
      ['KEY_SELECTION', /errors\//],
      ['use_dpop_nonce', /dpop/],
    ]) {
      await page.locator('.VPNavBarSearch button').click()
      await page.locator('.VPLocalSearchBox input').fill(words)
      const first = page.locator('.VPLocalSearchBox .result').first()
      await first.waitFor()
      const found = await page
        .locator('.VPLocalSearchBox .result')
        .evaluateAll((links) => links.map(({ href }) => href))
      assert.ok(
        found.some((href) => expected.test(href)),
        `${words}: ${found.join(' ')}`,
      )
      await page.screenshot({ path: `${screenshots}search.png` })
      await page.keyboard.press('Escape')
    }
    assert.deepEqual(complaints, [])
  })

  test('examples/single_page_app: a user signs in, and another refuses', async (t) => {
    const program = start('single_page_app/main.mjs')
    t.after(() => program.kill())
    const [, address] = await program.says(/^Open (http\S+)$/m)
    for (const [button, said] of [
      ['Refuse', 'You did not allow it.'],
      ['Continue as Alice', 'Signed in as Alice Example.'],
    ]) {
      const { page } = await tab({})
      await page.goto(address)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('button', { name: button }).click()
      await page.getByText(said).waitFor()
      assert.equal(new URL(page.url()).search.includes('code='), false)
    }
  })

  /** A new tab, and what it complains about. */
  async function tab(options) {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const complaints = []
    const complain = (text) => complaints.push(`${new URL(page.url()).pathname}: ${text}`)
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complain(message.text())
    })
    page.on('pageerror', (error) => complain(error.message))
    page.on('requestfailed', (request) => {
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') complain(`${request.url()} failed`)
    })
    page.on('response', (response) => {
      if (response.status() >= 400) complain(`${response.url()} answered ${response.status()}`)
      if (!/^(data|blob):/.test(response.url()) && new URL(response.url()).origin !== origin)
        complain(`${response.url()} is elsewhere`)
    })
    return { page, complaints }
  }

  async function visit(page, name) {
    await page.goto(`${origin}/${name}`)
    await page.locator('.vp-doc h1').first().waitFor()
  }

  function drawn(page, count = 1) {
    return page.waitForFunction((n) => document.querySelectorAll('.diagram svg').length >= n, count)
  }
})

/** Contrast of the first such element with what it stands on (WCAG 2). */
function contrast(page, selector) {
  return page.evaluate((query) => {
    const element = document.querySelector(query)
    if (element === null) return undefined
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    const paint = (colours) => {
      canvas.clearRect(0, 0, 1, 1)
      for (const colour of colours) {
        canvas.fillStyle = colour
        canvas.fillRect(0, 0, 1, 1)
      }
      return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
    }
    const grounds = []
    for (let at = element; at !== null; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor)
    const luminance = (rgb) => {
      const [r, g, b] = rgb.map((value) => {
        const share = value / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const lights = [paint(grounds), paint([...grounds, getComputedStyle(element).color])].map(luminance)
    return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05)
  }, selector)
}
