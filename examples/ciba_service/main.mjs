// node examples/ciba_service/main.mjs, configured by environment variables: see configuration.mjs

import { readConfiguration } from './configuration.mjs'
import { start } from './start.mjs'

const { origin, stop } = await start(await readConfiguration(process.env))
console.log(`listening at ${origin}`)
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
