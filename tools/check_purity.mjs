// Without this check, one call at the top level of one file would stay in the bundle of every application.
//
// Each module of src/ and each shipped entry is imported without being used, by esbuild and by rolldown, as if package.json had no
// `sideEffects` field: the resulting bundle must be empty. And a single symbol of the front door must cost next to nothing.
import { existsSync, readdirSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { build } from 'esbuild'
import { rolldown } from 'rolldown'
import { entries, hasNodeBuild } from './entries.mjs'

const symbol = 'customFetch'
const mostBytes = 200

const modules = readdirSync('src', { recursive: true })
  .map((file) => `src/${file.replaceAll('\\', '/')}`)
  .filter((file) => file.endsWith('.ts') && !/\.(test|test-d|example)\.ts$/.test(file))
const shipped = entries.flatMap(({ name }) => [`dist/${name}.js`, ...(hasNodeBuild ? [`dist/node/${name}.js`] : [])])
const missing = shipped.filter((file) => !existsSync(file))
const files = [...modules, ...shipped].filter((file) => !missing.includes(file))

const problems = missing.map((file) => `${file} does not exist: npm run build`)
const inEsbuild = await leftByEsbuild(new Map(files.map((file) => [file, `import ${JSON.stringify(resolve(file))}`])))
const inRolldown = await leftByRolldown(files)
for (const [bundler, left] of [
  ['esbuild', inEsbuild],
  ['rolldown', inRolldown],
]) {
  for (const [file, code] of left) problems.push(`${file}: ${bundler} keeps ${JSON.stringify(code.slice(0, 200))}`)
}
if (existsSync('dist/index.js')) {
  const program = `import { ${symbol} } from ${JSON.stringify(resolve('dist/index.js'))}; console.log(${symbol})`
  const [[, code]] = await leftByEsbuild(new Map([[symbol, program]]), true)
  if (code.length > mostBytes)
    problems.push(`importing ${symbol} alone costs ${code.length} bytes, more than ${mostBytes}`)
  else
    console.log(
      `${files.length} modules vanish when imported without being used; ${symbol} alone costs ${code.length} bytes`,
    )
}
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0

/** Bundles each program by itself and returns those whose bundle is not empty. */
async function leftByEsbuild(programs, minify = false) {
  const { outputFiles } = await build({
    entryPoints: [...programs.keys()].map((name, index) => ({ in: `nothing:${name}`, out: String(index) })),
    outdir: 'nowhere',
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    legalComments: 'none',
    minify,
    external: ['node:*', 'undici'],
    plugins: [
      {
        name: 'import-for-nothing',
        setup({ onLoad, onResolve }) {
          onResolve({ filter: /^nothing:/ }, ({ path }) => ({
            path: path.slice('nothing:'.length),
            namespace: 'nothing',
          }))
          // an absolute path starts with a slash or a drive letter
          onResolve({ filter: /^(\.|\/|[A-Za-z]:)/ }, ({ path, resolveDir }) => ({
            path: resolve(resolveDir, path),
            sideEffects: true,
          }))
          onLoad({ filter: /.*/, namespace: 'nothing' }, ({ path }) => ({
            contents: programs.get(path),
            resolveDir: process.cwd(),
          }))
        },
      },
    ],
  })
  const names = [...programs.keys()]
  return outputFiles
    .map(({ path, text }) => [names[Number(relative('nowhere', path).replace('.js', ''))], withoutComments(text)])
    .filter(([, code]) => code !== '')
}

async function leftByRolldown(files) {
  const bundle = await rolldown({
    input: Object.fromEntries(files.map((file) => [file, `nothing:${file}`])),
    platform: 'neutral',
    tsconfig: false,
    external: [/^node:/, 'undici'],
    treeshake: { moduleSideEffects: [{ test: /.*/, sideEffects: true }] },
    plugins: [
      {
        name: 'import-for-nothing',
        resolveId: (specifier) => (specifier.startsWith('nothing:') ? `\0${specifier}` : null),
        load: (id) =>
          id.startsWith('\0nothing:') ? `import ${JSON.stringify(resolve(id.slice('\0nothing:'.length)))}` : null,
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', comments: false })
  await bundle.close()
  return output
    .flatMap((chunk) => Object.entries(chunk.type === 'chunk' ? chunk.modules : {}))
    .map(([id, { code }]) => [relative('', id).replaceAll('\\', '/'), withoutComments(code ?? '')])
    .filter(([, code]) => code !== '')
}

function withoutComments(code) {
  return code.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').trim()
}
