// Runs the suite in workerd: one request, whose body is the host description, is answered with the result.
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
