// With `--import ./test/undici/version.mjs` and UNDICI=undici-8, `import('undici')` loads that version.
import { registerHooks } from 'node:module'

const wanted = process.env.UNDICI
let loaded = false

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'undici') return next(specifier, context)
    loaded = true
    return next(wanted, { ...context, parentURL: import.meta.url })
  },
})
process.on('exit', () => {
  if (!loaded) throw new Error(`no test loaded ${wanted}`)
})
