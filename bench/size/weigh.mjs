/** Bundles some names of a package as a build for browsers would, and weighs the result. */
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { rolldown } from 'rolldown'

export const bundlers = { esbuild: byEsbuild, rolldown: byRolldown }

/** @returns {Promise<string>} the minified bundle of `export { names } from specifier` */
async function byEsbuild(specifier, names, resolveDir) {
  const result = await build({
    stdin: { contents: entry(specifier, names), resolveDir },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    legalComments: 'none',
    logLevel: 'error',
  })
  return result.outputFiles[0].text
}

async function byRolldown(specifier, names, resolveDir) {
  const id = `${resolveDir}/virtual_entry.js`
  const bundle = await rolldown({
    input: id,
    platform: 'browser',
    logLevel: 'silent',
    plugins: [
      {
        name: 'entry',
        resolveId: (source) => (source === id ? id : null),
        load: (file) => (file === id ? entry(specifier, names) : null),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  return output.map((chunk) => chunk.code ?? '').join('')
}

const entry = (specifier, names) =>
  names === '*' ? `export * from '${specifier}'` : `export { ${names.join(', ')} } from '${specifier}'`

/** @returns {{ minified: number, gzip: number, brotli: number }} bytes */
export function weigh(code) {
  const bytes = Buffer.from(code)
  return {
    minified: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
  }
}
