// Without this hook the tests would only see the portable files of src/platform. With `--import ./tools/node_platform.mjs`, x.node.ts
// replaces x.ts, as in dist/node/. A test of the platform itself names the file that it means.
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

/** @type {{ register(url: string): void, registerHooks?(hooks: object): void }} */
const { register, registerHooks } = module
// Node 20 has only the first, and Node 26 warns about it
if (registerHooks)
  registerHooks({ resolve: (specifier, context, next) => platformOf(next(specifier, context), context) })
else if (isMainThread) register(import.meta.url)

export async function resolve(specifier, context, next) {
  return platformOf(await next(specifier, context), context)
}

function platformOf(resolved, context) {
  if (!/\/src\/platform\/\w+\.ts$/.test(resolved.url) || /\/src\/platform\/[^/]*\.test\.ts/.test(context.parentURL)) {
    return resolved
  }
  const forNode = resolved.url.replace(/\.ts$/, '.node.ts')
  const isItself = context.parentURL?.startsWith(forNode)
  return !isItself && existsSync(fileURLToPath(forNode)) ? { ...resolved, url: forNode } : resolved
}
