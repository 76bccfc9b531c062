// Runs one of the example programs for the tests.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Starts a program; `output` grows, `ended` resolves with the exit status once it has ended. */
export function start(path, { args = [], env = {} } = {}) {
  const file = fileURLToPath(new URL(path, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, FORCE_COLOR: undefined, ...env }, // its output is parsed here
  })
  const program = {
    output: '',
    errors: '',
    ended: new Promise((resolve) => child.once('close', resolve)),
    kill: (signal = 'SIGKILL') => child.kill(signal),
    /** Resolves with the first match in the program's output. */
    says(pattern) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(program.output)
          if (match) resolve(match)
        }
        child.stdout.on('data', look)
        child.once('close', () => reject(new Error(`it never said ${pattern}:\n${program.output}${program.errors}`)))
        look()
      })
    },
  }
  child.stdout.setEncoding('utf8').on('data', (text) => (program.output += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (program.errors += text))
  return program
}
