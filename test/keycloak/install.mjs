// Puts Keycloak under .cache/keycloak: Maven fetches the distribution once, then it is checked, unpacked and prepared.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { javaObstacle, maven, run } from '../independent_servers/java.mjs'

export const VERSION = '26.7.3'
const SHA256 = '27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f'

/** The reason why this machine cannot run Keycloak; undefined when it can. */
export const obstacle = () => javaObstacle('Keycloak', 17)

/** Options that can be set only when the distribution is prepared. */
const BUILD_OPTIONS = ['--db=dev-mem', '--https-client-auth=request']

/** Returns the folder of a Keycloak that is ready to start. */
export function ensureInstalled() {
  const folder = resolve('.cache/keycloak', `keycloak-${VERSION}`)
  if (existsSync(join(folder, 'prepared'))) return folder
  // a temporary folder, renamed when it is complete: an interrupted run leaves nothing that looks ready
  const workshop = `${folder}.${process.pid}`
  rmSync(workshop, { recursive: true, force: true })
  mkdirSync(workshop, { recursive: true })
  try {
    unpack(fetchInto(workshop), workshop)
    const unpacked = join(workshop, `keycloak-${VERSION}`)
    console.log('keycloak: preparing it, half a minute')
    run('bash', [join(unpacked, 'bin/kc.sh'), 'build', ...BUILD_OPTIONS])
    writeFileSync(join(unpacked, 'prepared'), '')
    rmSync(folder, { recursive: true, force: true })
    renameSync(unpacked, folder)
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
  return folder
}

function fetchInto(folder) {
  console.log(`keycloak: Maven fetches version ${VERSION}`)
  const artifact = `-Dartifact=org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`
  maven('copy', folder, [artifact, `-DoutputDirectory=${folder}`])
  const archive = join(folder, `keycloak-quarkus-dist-${VERSION}.zip`)
  const sha256 = createHash('sha256').update(readFileSync(archive)).digest('hex')
  if (sha256 !== SHA256)
    throw new Error(`what Maven fetched is not the file that these tests were written for: ${sha256}`)
  return archive
}

function unpack(archive, folder) {
  const { error } = spawnSync('unzip', ['-v'], { stdio: 'ignore' })
  if (error) run('python3', ['-m', 'zipfile', '-e', archive, folder])
  else run('unzip', ['-q', archive, '-d', folder])
}
