// Without this file the checks of every page and every lockfile would need git, which does not work in a downloaded copy, or in a
// container where the folder belongs to another user.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The repository's files whose names end so, sorted, without those in hidden folders and in folders that .gitignore names. */
export function repositoryFiles(ending, root = '.') {
  const ignored = existsSync(join(root, '.gitignore')) ? readFileSync(join(root, '.gitignore'), 'utf8').split('\n') : []
  const filesIn = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name)
      if (!entry.isDirectory()) return entry.isFile() && entry.name.endsWith(ending) ? [path] : []
      return entry.name.startsWith('.') || ignored.includes(`${entry.name}/`) ? [] : filesIn(path)
    })
  return filesIn('').sort()
}
