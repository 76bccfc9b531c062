// The page that runs the suite: the library and the suite, unbundled, found through an import map. It has its own
// origin, so that every request of a flow is a cross-origin one.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const served = ['test/runtimes/', 'dist/'].map((folder) => join(root, folder))
const types = { '.mjs': 'text/javascript', '.js': 'text/javascript', '.json': 'application/json' }

const page = (library) => `<!doctype html>
<meta charset="utf-8">
<title>running</title>
<script type="importmap">${JSON.stringify({ imports: library })}</script>
<body></body>
<script type="module">
  try {
    const { runChecks } = await import('/test/runtimes/suite/index.mjs')
    const rooms = await import('/test/runtimes/.cache/rooms.mjs')
    const host = await (await fetch('/host.json')).json()
    const realm = async () => document.body.appendChild(document.createElement('iframe')).contentWindow
    window.result = await runChecks({ ...host, rooms, realm })
  } catch (error) {
    window.result = { passed: [], failed: [{ name: 'the suite itself', error: String(error.stack ?? error) }] }
  }
  document.title = 'done'
</script>`

/** @param {Record<string, string>} library the import map: specifier to path in the repository */
export async function servePage(library) {
  let host
  const server = createServer(async (req, res) => {
    const { pathname } = new URL(req.url, 'http://localhost')
    if (pathname === '/') return res.writeHead(200, { 'content-type': 'text/html' }).end(page(library))
    if (pathname === '/host.json')
      return res.writeHead(200, { 'content-type': types['.json'] }).end(JSON.stringify(host))
    const file = normalize(join(root, pathname))
    const type = types[extname(file)]
    try {
      if (!type || !served.some((folder) => file.startsWith(folder))) throw new Error('not served')
      res.writeHead(200, { 'content-type': type }).end(await readFile(file))
    } catch {
      res.writeHead(404).end()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${server.address().port}/`,
    /** The host description for the next page that is opened. */
    prepare(description) {
      host = description
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
