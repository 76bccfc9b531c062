// The runtimes, how each is started, and its known features: a feature that appears or disappears makes a check fail.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { hasNodeBuild } from '../../tools/entries.mjs'
import { runProcess, runWorkerd } from './launch.mjs'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const hostScript = path('hosts/process.mjs')
const arm = process.arch === 'arm64'

export const enginesFolder = 'test/runtimes/engines'

const binaries = {
  bun: `@oven/bun-linux-${arm ? 'aarch64' : 'x64'}/bin/bun`,
  deno: `@deno/linux-${arm ? 'arm64' : 'x64'}-glibc/deno`,
  workerd: `@cloudflare/workerd-linux-${arm ? 'arm64' : '64'}/bin/workerd`,
}

// the packages with the binaries: they need no install script
const binary = (relative) => path(`engines/node_modules/${relative}`)
// but where install scripts may run, Bun's moves its binary
const bunBinary = () => (existsSync(binary(binaries.bun)) ? binary(binaries.bun) : binary('bun/bin/bun.exe'))
export const nodeBinary = (major) => binary(`node${major}-linux-${arm ? 'arm64' : 'x64'}/bin/node`)

/** Node uses the build for Node, if there is one. The rooms must be from the same build. */
const builtForNode = { rooms: hasNodeBuild ? 'rooms.node' : 'rooms' }
const builtForAll = { rooms: 'rooms' }

const node = (major, features) => ({
  name: `Node ${major}`,
  binary: nodeBinary(major),
  features,
  run: (host) => runProcess(nodeBinary(major), ['--no-warnings', hostScript], { ...host, ...builtForNode }),
})

const classical = { mldsa: false, cshake: false, browser: false }
const postQuantum = { mldsa: true, cshake: true, browser: false }

/**
 * Every runtime, once they are installed.
 * @returns {{ name: string, binary: string, features: object, versionOf?: string, run(host: object): Promise<object> }[]}
 */
export const findEngines = () => [
  node(20, classical),
  node(22, classical),
  node(24, postQuantum),
  node(26, postQuantum),
  {
    name: 'Node, bundled',
    binary: nodeBinary(24),
    features: postQuantum,
    run: (host) => runProcess(nodeBinary(24), ['--no-warnings', bundle('process.mjs')], { ...host, ...builtForAll }),
  },
  {
    name: 'Bun',
    binary: bunBinary(),
    features: { ...postQuantum, cshake: false },
    run: (host) => runProcess(bunBinary(), [hostScript], { ...host, ...builtForAll }),
  },
  {
    name: 'Deno',
    binary: binary(binaries.deno),
    features: postQuantum,
    run: (host) =>
      runProcess(binary(binaries.deno), ['run', '-A', '--no-remote', hostScript], { ...host, ...builtForAll }),
  },
  {
    name: 'workerd',
    binary: binary(binaries.workerd),
    features: classical,
    run: (host) => runWorkerd(binary(binaries.workerd), host),
  },
  {
    name: 'edge-runtime',
    binary: nodeBinary(22),
    features: classical,
    versionOf: binary('edge-runtime/package.json'),
    run: (host) =>
      runProcess(
        nodeBinary(22),
        ['--no-warnings', path('hosts/edge_runtime.mjs'), path('engines/'), bundle('edge.js')],
        host,
      ),
  },
]

export const bundle = (name) => path(`.cache/${name}`)
export const isThere = ({ binary, versionOf }) =>
  existsSync(binary) && (versionOf === undefined || existsSync(versionOf))
