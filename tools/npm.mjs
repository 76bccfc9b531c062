// Without this file nothing here could start npm on Windows, where it is a batch file that only a shell runs, and a shell splits paths.
import { dirname, join } from 'node:path'

/**
 * The program and the arguments that run npm with `args`.
 * @param {string[]} args
 * @param {{ platform?: string, env?: Record<string, string | undefined>, execPath?: string }} [machine]
 * @returns {[program: string, args: string[]]}
 */
export function npm(args, { platform = process.platform, env = process.env, execPath = process.execPath } = {}) {
  if (platform !== 'win32') return ['npm', args]
  const started = env.npm_execpath?.endsWith('npm-cli.js') ? env.npm_execpath : undefined
  return [execPath, [started ?? join(dirname(execPath), 'node_modules/npm/bin/npm-cli.js'), ...args]]
}
