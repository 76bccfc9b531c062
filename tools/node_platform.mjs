// Without this hook the tests would only ever see the portable files of src/platform: with `--import ./tools/node_platform.mjs`
// x.node.ts takes the place of x.ts, as it does in dist/node/. A test of the platform itself names the file that it means.
import { existsSync } from 'node:fs'
import { register } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) register(import.meta.url)

export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context)
  if (!/\/src\/platform\/\w+\.ts$/.test(resolved.url) || /\/src\/platform\/[^/]*\.test\.ts/.test(context.parentURL)) {
    return resolved
  }
  const forNode = resolved.url.replace(/\.ts$/, '.node.ts')
  const isItself = context.parentURL?.startsWith(forNode)
  return !isItself && existsSync(fileURLToPath(forNode)) ? { ...resolved, url: forNode } : resolved
}
