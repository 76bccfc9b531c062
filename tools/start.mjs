// Without this file `npm start` would not work in a fresh clone.
//
//   npm start              installs and builds what is missing, then signs a user in (examples/ciba)
//   npm start -- --deny    the same, with the user refusing
import { spawn, spawnSync } from 'node:child_process'
import { install } from './install.mjs'

install()
const build = spawnSync(process.execPath, ['tools/build.mjs', '--if-needed'], {
  stdio: ['ignore', 'ignore', 'inherit'],
})
if (build.status !== 0) {
  console.error('start: the build failed')
  process.exit(1)
}
const child = spawn(process.execPath, ['examples/ciba/main.mjs', ...process.argv.slice(2)], { stdio: 'inherit' })
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal))
child.on('exit', (status, signal) => {
  process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 1)
})
