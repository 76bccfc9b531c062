// Without this file the build, package.json, the checks and the package tests would each keep their own list of entries.
import { existsSync, readdirSync } from 'node:fs'

/** Every public entry: its specifier, its name in dist/, its source. An entry whose source is not written yet is left out. */
export const entries = [
  { specifier: '.', name: 'index', source: 'src/index.ts' },
  { specifier: './testing', name: 'testing', source: 'src/testing/index.ts' },
  { specifier: './undici', name: 'undici', source: 'src/undici/index.ts' },
].filter(({ source }) => existsSync(source))

/** Whether there is a second build for Node, in which src/platform/*.node.ts replace their namesakes. */
export const hasNodeBuild =
  existsSync('src/platform') && readdirSync('src/platform').some((f) => f.endsWith('.node.ts'))

/** What package.json's `exports` must say. */
export function packageExports() {
  /** @type {Record<string, string | Record<string, string>>} */
  const map = {}
  for (const { specifier, name, source } of entries) {
    map[specifier] = {
      types: declarations(source),
      // Bun and Deno also match `node`, but do not sign faster with their node:crypto than with WebCrypto
      ...(hasNodeBuild && {
        bun: `./dist/${name}.js`,
        deno: `./dist/${name}.js`,
        node: `./dist/node/${name}.js`,
      }),
      default: `./dist/${name}.js`,
    }
  }
  map['./package.json'] = './package.json'
  return map
}

/** What package.json's `typesVersions` must say: `moduleResolution: node10`, TypeScript 5's default for CommonJS, ignores `exports`. */
export function packageTypesVersions() {
  const others = entries.filter(({ specifier }) => specifier !== '.')
  return {
    '*': Object.fromEntries(others.map(({ specifier, source }) => [specifier.slice(2), [declarations(source)]])),
  }
}

function declarations(source) {
  return `./${source.replace('src/', 'dist/types/').replace(/\.ts$/, '.d.ts')}`
}
