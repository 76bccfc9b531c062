// The user's browser: follows redirects, keeps cookies, submits forms that submit themselves, and stops when the server
// redirects it to the client.

import * as oauth from 'relying'
import { http, issuer } from './server.ts'

const { [oauth.customFetch]: fetch } = http

export interface Landing {
  /** Where the browser ended up. */
  url: URL
  /** The form that it was to post there. */
  form?: URLSearchParams
  /** The page, if it is one of the server's. */
  page?: string
}

/** @param fill changes a form before it is submitted: what a user would type or tick */
export async function visit(start: URL | string, fill?: (form: URLSearchParams) => void): Promise<Landing> {
  const cookies = new Map<string, string>()
  let at: Landing = { url: new URL(start) }
  for (let hops = 0; hops < 20; hops++) {
    if (at.url.origin !== issuer.origin) return at
    const response = await load(at, cookies)
    const location = response.headers.get('location')
    if (location) {
      await response.body?.cancel()
      at = { url: new URL(location, at.url) }
      continue
    }
    const page = await response.text()
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1]
    const asksToType = page.includes('type="text"')
    if (!action || asksToType) return { url: at.url, page }
    const form = inputs(page)
    fill?.(form)
    at = { url: new URL(unescape(action), at.url), form }
  }
  throw new Error(`too many redirects, the last one to ${at.url}`)
}

/** Visits the authorization endpoint with these parameters. */
export function authorize(
  as: oauth.AuthorizationServer,
  client: oauth.Client,
  parameters: Record<string, string>,
): Promise<Landing> {
  const url = new URL(as.authorization_endpoint as string)
  url.search = new URLSearchParams({ client_id: client.client_id, ...parameters }).toString()
  return visit(url)
}

async function load({ url, form }: Landing, cookies: Map<string, string>): Promise<Response> {
  const response = await fetch(url.href, {
    method: form ? 'POST' : 'GET',
    headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    body: form,
    redirect: 'manual',
  })
  for (const cookie of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) as unknown as [string, string, string]
    if (value) cookies.set(name, value)
    else cookies.delete(name)
  }
  return response
}

function inputs(page: string): URLSearchParams {
  const form = new URLSearchParams()
  for (const [, name, value] of page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) {
    form.append(name as string, unescape(value as string))
  }
  return form
}

function unescape(text: string): string {
  return text.replace(/&quot;|&#39;|&lt;|&gt;|&amp;/g, (entity) => ENTITIES[entity] as string)
}

const ENTITIES: Record<string, string> = { '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&' }
