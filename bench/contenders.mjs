/** Every library that takes part, in one place. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as badgateway from '@badgateway/oauth2-client'
import * as arctic from 'arctic'
import * as dpop from 'dpop'
import * as jose from 'jose'
import * as oauth4webapi from 'oauth4webapi'
import * as openid from 'openid-client'

const root = new URL('../package.json', import.meta.url)

/** `--null` puts a second copy of oauth4webapi in our place: every ratio must then be near 1, and any deviation is noise. */
export const isNullRun = process.argv.includes('--null')

/** This package as a program would get it: its own name, this runtime's export condition. */
export const relying = await own('relying')

/** The file that browsers get; it works everywhere and uses only WebCrypto. */
export const portable = isNullRun ? relying : await import(new URL('../dist/index.js', import.meta.url).href)

/** Whether this runtime gets a fast build instead of the portable one. */
export const hasOwnBuild = relying !== portable

export { arctic, badgateway, dpop, jose, oauth4webapi, openid }

/** Imports an entry of the package one level up. */
export async function own(specifier) {
  if (isNullRun) return import(`${import.meta.resolve('oauth4webapi')}?copy`)
  // in Deno, `require` resolves to Node's file and `import` to the portable one, which a program would get
  const file = globalThis.Deno
    ? fileURLToPath(new URL(`../dist/${specifier === 'relying' ? 'index' : specifier.slice(8)}.js`, import.meta.url))
    : createRequire(root).resolve(specifier)
  if (!existsSync(file)) throw new Error('run "npm run build" first')
  return import(pathToFileURL(file).href)
}
