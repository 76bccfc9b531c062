// Puts the libraries of Spring Authorization Server under .cache/spring: Maven fetches what pom.xml names.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { jdkObstacle, maven } from '../independent_servers/java.mjs'

const POM = 'test/spring/pom.xml'

/** The version of Spring Boot, which determines those of all others. */
export const VERSION = /<parent>[\s\S]*?<version>([^<]+)<\/version>/.exec(readFileSync(POM, 'utf8'))[1]

/** The reason why this machine cannot run it; undefined when it can. Server.java is compiled at the start. */
export const obstacle = () => jdkObstacle('Spring Boot', 17)

/** Returns the folder with the libraries. */
export function ensureInstalled() {
  const digest = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 12)
  const folder = resolve('.cache/spring', `boot-${VERSION}-${digest}`)
  if (existsSync(folder)) return folder
  // a temporary folder, renamed when it is complete: an interrupted run leaves nothing that looks ready
  const workshop = `${folder}.${process.pid}`
  rmSync(workshop, { recursive: true, force: true })
  mkdirSync(workshop, { recursive: true })
  try {
    console.log(`spring: Maven fetches Spring Boot ${VERSION}`)
    const libraries = join(workshop, 'libraries')
    maven('copy-dependencies', workshop, ['--file', POM, `-DoutputDirectory=${libraries}`])
    renameSync(libraries, folder)
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
  return folder
}
