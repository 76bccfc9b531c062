// Puts the server under .cache/nimbus: Maven fetches the libraries that pom.xml names, javac compiles what is in server/.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { compile, jdkObstacle, maven } from '../independent_servers/java.mjs'

const POM = 'test/nimbus/pom.xml'
const SOURCES = readdirSync('test/nimbus/server').map((name) => join('test/nimbus/server', name))

export const VERSION = /<artifactId>oauth2-oidc-sdk<\/artifactId>\s*<version>([^<]+)</.exec(
  readFileSync(POM, 'utf8'),
)[1]

/** The reason why this machine cannot run it; undefined when it can. */
export const obstacle = () => jdkObstacle('the Nimbus server', 17)

/** Returns the class path of the server. */
export function ensureInstalled() {
  const libraries = made('libraries', [POM], (folder) => {
    console.log(`nimbus: Maven fetches version ${VERSION}`)
    maven('copy-dependencies', `${folder}.maven`, ['--file', POM, `-DoutputDirectory=${folder}`])
    rmSync(`${folder}.maven`, { recursive: true })
  })
  const path = readdirSync(libraries).map((name) => join(libraries, name))
  const classes = made('classes', [POM, ...SOURCES], (folder) => compile(path.join(delimiter), folder, SOURCES))
  return [classes, ...path].join(delimiter)
}

/** A folder that is rebuilt when one of the files has changed. */
function made(name, files, make) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  const folder = resolve('.cache/nimbus', `${name}-${hash.digest('hex').slice(0, 12)}`)
  if (existsSync(folder)) return folder
  // renamed when it is complete: an interrupted run leaves nothing that looks ready
  const workshop = `${folder}.${process.pid}`
  mkdirSync(workshop, { recursive: true })
  try {
    make(workshop)
    renameSync(workshop, folder)
  } catch (error) {
    // another run may have finished first
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
  return folder
}
