// Without this table nobody would run a new suite: `npm test` and `.ci/run` have no other list.
//
// A suite is an npm script that ends with `<suite>: N passed, N failed` and a matching exit status.
// `needs: 'node'` means only Node and npm: `npm test` runs it. Only `.ci/run` runs everything else.
// `optional` names what a machine may lack: the suite then skips everything, and counts neither as passed nor as failed.
// `minutes` is the time after which a suite is stopped and counts as failed.
export const suites = [
  { script: 'checks', needs: 'node', minutes: 5 },
  { script: 'test:unit', needs: 'node', minutes: 4 },
  { script: 'test:unit:node', needs: 'node', minutes: 4 },
  { script: 'test:checks', needs: 'node', minutes: 3 },
  { script: 'test:package', needs: 'node', minutes: 8 },
  { script: 'test:servers', needs: 'node', minutes: 5 },
  { script: 'test:examples', needs: 'node', minutes: 6 },
  { script: 'test:compatibility', needs: 'node', minutes: 8 },
  { script: 'test:hostile', needs: 'node', minutes: 6 },
  { script: 'test:conformance', needs: 'node', minutes: 4 },
  { script: 'test:runtimes', needs: 'other runtimes', minutes: 8 },
  { script: 'test:undici', needs: 'other runtimes', minutes: 4 },
  { script: 'test:versions', needs: 'other versions of Node', minutes: 20 },
  { script: 'test:embeddings', needs: 'many packages', minutes: 6 },
  { script: 'test:dependants', needs: 'many packages', minutes: 6 },
  { script: 'test:glewlwyd', needs: 'apt', minutes: 5 },
  { script: 'test:keycloak', needs: 'Java and Maven', optional: 'Java 17 or later, and Maven', minutes: 8 },
  { script: 'test:spring', needs: 'Java and Maven', optional: 'a JDK of version 17 or later, and Maven', minutes: 6 },
  { script: 'test:nimbus', needs: 'Java and Maven', optional: 'a JDK of version 17 or later, and Maven', minutes: 6 },
  { script: 'test:go-servers', needs: 'Go', optional: 'Go 1.26 or later', minutes: 10 },
  { script: 'test:redis', needs: 'apt', minutes: 6 },
  { script: 'test:live', needs: 'apt', minutes: 6 },
  { script: 'test:pages', needs: 'apt', minutes: 12 },
  { script: 'test:browsers', needs: 'apt', minutes: 8 },
]
