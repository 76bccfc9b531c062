// Runs the suite in Node, Bun and Deno. The only argument is the host description. The result goes to stdout.
import { createRequire } from 'node:module'
import process from 'node:process'
import { runChecks } from '../suite/index.mjs'

const host = JSON.parse(process.argv[2])
const { mutualTlsFetch } = await import(`../../../examples/mtls/${recipe()}.mjs`)
const result = await runChecks({
  ...host,
  rooms: await import(`../.cache/${host.rooms}.mjs`),
  require: createRequire(import.meta.url),
  mutualTls: {
    withCertificate: ({ ca, cert, key }) => mutualTlsFetch({ ca, cert, key }),
    withoutCertificate: ({ ca }) => mutualTlsFetch({ ca }),
  },
})
process.stdout.write(`\n${JSON.stringify(result)}\n`)
process.exit(0)

function recipe() {
  if (process.versions.bun) return 'bun'
  return process.versions.deno ? 'deno' : 'node'
}
