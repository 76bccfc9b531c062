// Starts a runtime and waits for its result, with a time limit.
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const LIMIT = 90_000

/** Runs a program that prints its result as the last line. */
export function runProcess(command, args, host) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args, JSON.stringify(host)], { stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
    })
    child.stderr.on('data', (chunk) => {
      err += chunk
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      try {
        resolve(JSON.parse(out.trimEnd().split('\n').at(-1)))
      } catch {
        reject(new Error(`ended with ${signal ?? code} and no result:\n${(out + err).slice(-2000)}`))
      }
    })
  })
}

/** Runs the Worker bundle in workerd: its result is the response to one request. */
export async function runWorkerd(command, host) {
  const { bundle } = await import('./engines.mjs')
  const folder = mkdtempSync(join(tmpdir(), 'relying-workerd-'))
  copyFileSync(bundle('worker.mjs'), join(folder, 'worker.mjs'))
  for (const [name, text] of Object.entries({
    'ca.crt': host.tls.ca,
    'client.crt': host.tls.cert,
    'client.key': host.tls.key,
    'config.capnp': configuration,
  })) {
    writeFileSync(join(folder, name), text)
  }
  const child = spawn(command, ['serve', 'config.capnp', '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: LIMIT,
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      printed += chunk
    })
  }
  try {
    const port = await listening(child)
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: JSON.stringify(host) })
    return await response.json()
  } catch (cause) {
    throw new Error(`workerd: ${cause.message}\n${printed.slice(-2000)}`, { cause })
  } finally {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

async function listening(child) {
  const ended = new Promise((_, reject) => child.once('exit', (code) => reject(new Error(`ended with ${code}`))))
  const started = (async () => {
    for await (const line of createInterface({ input: child.stdio[3] })) {
      const { event, port } = JSON.parse(line)
      if (event === 'listen') return port
    }
  })()
  return Promise.race([started, ended])
}

/** `certificate` is the network with the client certificate, used by the recipe in docs/guide/mtls.md. */
const configuration = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "suite", worker = .suite),
    (name = "internet", network = (
      allow = ["private", "local"],
      tlsOptions = (trustedCertificates = [embed "ca.crt"]),
    )),
    (name = "certificate", network = (
      allow = ["private", "local"],
      tlsOptions = (
        trustedCertificates = [embed "ca.crt"],
        keypair = (privateKey = embed "client.key", certificateChain = embed "client.crt"),
      ),
    )),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "suite")],
);
const suite :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.mjs")],
  bindings = [(name = "CERTIFICATE", service = "certificate")],
  compatibilityDate = "2026-07-01",
  globalOutbound = "internet",
);
`
