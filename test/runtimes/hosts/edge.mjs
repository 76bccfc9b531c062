// What is evaluated inside edge-runtime: it has no module loader, so the suite comes as one script.
import * as rooms from '../.cache/rooms.mjs'
import { runChecks } from '../suite/index.mjs'

globalThis.runChecks = (host) => runChecks({ ...host, rooms })
