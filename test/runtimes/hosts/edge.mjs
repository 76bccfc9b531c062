// The script that is evaluated inside edge-runtime, which has no module loader.
import * as rooms from '../.cache/rooms.mjs'
import { runChecks } from '../suite/index.mjs'

globalThis.runChecks = (host) => runChecks({ ...host, rooms })
