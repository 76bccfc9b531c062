// The suite: importing it registers every check, in this order.
import './vectors.mjs'
import './room_vectors.mjs'
import './algorithms.mjs'
import './authorization_responses.mjs'
import './token_responses.mjs'
import './requests.mjs'
import './resource_server.mjs'
import './flows.mjs'
import './mutual_tls.mjs'
import './module_formats.mjs'
import './realms.mjs'

export { runChecks } from './check.mjs'
