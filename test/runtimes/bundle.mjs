// Bundles what some runtimes need in one file: workerd takes one module and edge-runtime one script, as an application
// would build them; Node also gets the default build, which its own export condition hides; and all get the rooms.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { hasNodeBuild } from '../../tools/entries.mjs'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))

/** The rooms, as in the default build and as in the build for Node. */
export async function bundleRooms() {
  await bundle('suite/rooms.ts', 'rooms.mjs', { platform: 'neutral' })
  if (hasNodeBuild)
    await bundle('suite/rooms.ts', 'rooms.node.mjs', { platform: 'neutral', plugins: [preferNodeFiles] })
}

/** The suite with the default build of the library. */
export async function bundleSuite() {
  await bundle('hosts/workerd.mjs', 'worker.mjs')
  await bundle('hosts/edge.mjs', 'edge.js', { format: 'iife' })
  await bundle('hosts/process.mjs', 'process.mjs')
}

async function bundle(input, file, { format = 'esm', platform = 'browser', plugins = [] } = {}) {
  const build = await rolldown({
    input: path(input),
    platform,
    plugins,
    tsconfig: false,
    external: [/^node:/, 'undici'],
    // the package's `sideEffects: false` is for the library: checks that nothing imports must be kept
    treeshake: { moduleSideEffects: (id) => id.includes('/test/runtimes/') },
    onLog(level, log) {
      if (level === 'warn') throw new Error(`${log.code}: ${log.message}`)
    },
  })
  await build.write({ file: path(`.cache/${file}`), format })
  await build.close()
}

/** src/platform/x.node.ts instead of src/platform/x.ts, as in tools/build.mjs. */
const preferNodeFiles = {
  name: 'prefer-node-files',
  resolveId(specifier, importer) {
    if (!importer || !specifier.startsWith('.')) return null
    const plain = join(dirname(importer), specifier)
    const forNode = plain.replace(/\.ts$/, '.node.ts')
    return plain.includes(join('src', 'platform')) && importer !== forNode && existsSync(forNode) ? forNode : null
  },
}
