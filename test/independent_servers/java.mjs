// What a server written in Java needs: a recent enough Java, and Maven, which fetches it.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'

/** The reason why this machine cannot run the server; undefined when it can. */
export function javaObstacle(server, oldest) {
  const { error, stdout, stderr } = spawnSync(java(), ['-version'], { encoding: 'utf8' })
  if (error) return 'there is no Java on this machine'
  const version = /version "(\d+)/.exec(stdout + stderr)?.[1]
  if (!(Number(version) >= oldest)) return `${server} needs Java ${oldest}, this is ${version}`
  if (spawnSync('mvn', ['--version']).error) return 'there is no Maven on this machine'
}

/** The same for a server that is compiled here. */
export function jdkObstacle(server, oldest) {
  const obstacle = javaObstacle(server, oldest)
  if (obstacle) return obstacle
  const { status } = spawnSync(java(), ['--describe-module', 'jdk.compiler'])
  if (status !== 0) return 'this Java has no compiler: a JDK is needed'
}

export function java() {
  return process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java'
}

/**
 * Fetches with Maven's dependency plugin. Maven knows where artifacts are, from the user's settings. Nothing is left in
 * the user's own repository.
 */
export function maven(goal, folder, options) {
  const own = `-Dmaven.repo.local=${join(folder, 'repository')}`
  run('mvn', ['--batch-mode', '--quiet', '--strict-checksums', own, `${PLUGIN}:${goal}`, ...options])
}

/** Compiles with that Java's compiler, which need not be in the `PATH`. */
export function compile(classPath, folder, sources) {
  run(java(), ['-m', 'jdk.compiler/com.sun.tools.javac.Main', '-cp', classPath, '-d', folder, ...sources])
}

/** Runs a command to its end. A failure shows its output. */
export function run(command, args) {
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(`${command} ended with ${status}\n${stdout}${stderr}`)
}
