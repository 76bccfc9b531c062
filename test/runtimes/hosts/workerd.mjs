// Runs the suite in workerd: the body of one request is the host description, and the response is the result.
import { mutualTlsFetch } from '../../../examples/mtls/workerd.mjs'
import * as rooms from '../.cache/rooms.mjs'
import { runChecks } from '../suite/index.mjs'

export default {
  async fetch(request, env) {
    const mutualTls = {
      withCertificate: () => mutualTlsFetch(env.CERTIFICATE),
      withoutCertificate: () => fetch,
    }
    return Response.json(await runChecks({ ...(await request.json()), rooms, mutualTls }))
  },
}
