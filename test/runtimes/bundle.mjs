// workerd takes one file and edge-runtime one script, so the suite is joined for them, as an application would be.
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))

export async function bundleSuite() {
  await join('hosts/workerd.mjs', 'worker.mjs', 'esm')
  await join('hosts/edge.mjs', 'edge.js', 'iife')
}

async function join(input, file, format) {
  const build = await rolldown({
    input: path(input),
    platform: 'browser',
    // the package's `sideEffects: false` is for the library: a check that no one imports is the very thing to keep
    treeshake: { moduleSideEffects: (id) => id.includes('/test/runtimes/') },
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(`${log.code}: ${log.message}`)
    },
  })
  await build.write({ file: path(`.cache/${file}`), format })
  await build.close()
}
