// Without this file the reference would be grouped by kind (functions, interfaces, …) instead of by room, and a name without a
// description could be published.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Application, Comment, CommentTag, Converter, ReflectionKind } from 'typedoc'
import { entries } from './entries.mjs'
import { connect, exchanges, unconnected } from './reference_links.mjs'

// TypeDoc sorts and lower-cases by the language of the machine: in Turkish the pages would differ from those in English
const { localeCompare, toLowerCase } = String.prototype
String.prototype.toLocaleLowerCase = toLowerCase
String.prototype.localeCompare = function (other) {
  return localeCompare.call(this, other, 'en')
}

/** Names that only packages that wrap this one need; they share one page. */
const forWrappers = [
  ...['checkProtocol', 'resolveEndpoint', 'getContentType', 'formPostResponse'],
  ...['_nopkce', '_nodiscoverycheck', '_expectedIssuer'],
]
/** Functions that throw nothing, and so need no @throws. */
const throwNothing = [
  ...['generateRandomCodeVerifier', 'generateRandomNonce', 'generateRandomState', 'generateClientNotificationToken'],
  ...['isDPoPNonceError', 'getContentType', 'None', 'TlsClientAuth'],
]
const wrappersGroup = 'for wrappers'
const wrappersPage = 'for_wrappers.md'

/** Writes the reference into the folder. Returns how many names and examples it has, and what is missing in the descriptions. */
export async function writeReference(folder) {
  const problems = []
  const app = await Application.bootstrapWithPlugins({
    entryPoints: entries.map(({ source }) => source),
    out: folder,
    logLevel: 'Warn',
  })
  let examples = 0
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    problems.push(...project.children.flatMap(missing))
    examples = connect(project)
  })
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
      if (module.name === entries[0].name) project.comment = module.comment
      project.mergeReflections(module, project)
    }
    for (const reflection of project.children) groupByRoom(project, reflection)
  })
  const project = await app.convert()
  if (project === undefined) return { names: 0, examples, problems: ['TypeDoc could not read src/'] }
  app.validate(project)
  rmSync(folder, { recursive: true, force: true })
  await app.generateOutputs(project)
  joinWrappersPages(folder, project.children)
  mendIndex(join(folder, 'README.md'), project)
  if (app.logger.warningCount + app.logger.errorCount > 0) problems.push('TypeDoc warned, see above')
  return { names: project.children.length, examples, problems }
}

function groupByRoom(project, reflection) {
  const target = reflection.tryGetTargetReflectionDeep?.() ?? reflection
  const [, room] = project.getSymbolIdFromReflection(target)?.packagePath.match(/^src\/([^/]+)\//) ?? []
  const group = forWrappers.includes(reflection.name) ? wrappersGroup : (room ?? 'other').replaceAll('_', ' ')
  const documented = reflection.signatures?.[0] ?? reflection
  documented.comment ??= new Comment()
  documented.comment.blockTags.push(new CommentTag('@group', [{ kind: 'text', text: group }]))
}

/** The parts of a description that are missing. */
function missing(reflection) {
  if (reflection.isReference?.()) return []
  const problems = []
  const says = (part) => problems.push(`${reflection.name}: ${part}`)
  const signatures = reflection.kindOf(ReflectionKind.Function) ? reflection.signatures : []
  for (const comment of signatures.length > 0
    ? signatures.map((signature) => signature.comment)
    : [reflection.comment]) {
    if (!isText(comment?.summary)) says('no summary')
  }
  for (const { comment, parameters = [], type } of signatures) {
    for (const parameter of parameters)
      if (!isText(parameter.comment?.summary)) says(`no description of the parameter ${parameter.name}`)
    if (type?.toString() !== 'void' && !isText(comment?.getTag('@returns')?.content)) says('no @returns')
    if (!isText(comment?.getTag('@throws')?.content) && !throwNothing.includes(reflection.name)) says('no @throws')
  }
  return [...problems, ...unconnected(reflection)]
}

function isText(parts) {
  return parts?.some(({ text }) => text.trim() !== '') ?? false
}

/** Joins the pages in for_wrappers/ into one page, and corrects the links to them. */
function joinWrappersPages(folder, names) {
  const pagesFolder = join(folder, wrappersGroup.replaceAll(' ', '_'))
  if (!existsSync(pagesFolder)) return
  const pages = readdirSync(pagesFolder).map((page) => {
    const text = readFileSync(join(pagesFolder, page), 'utf8')
    const section = text
      .slice(text.indexOf('# '))
      .replace(/\]\((\w+)\.md\)/g, (_, name) => anchor('', name))
      .replaceAll('](../', '](')
    return section
      .replace(/^#/gm, '##')
      .replace(/^## \w+: /, '## ')
      .trim()
  })
  const others = names.filter((name) => name.isReference() && forWrappers.includes(name.name))
  const aliases = others.map(
    (alias) => `## ${alias.name}\n\nAnother name of \`${alias.getTargetReflectionDeep().name}\`.`,
  )
  rmSync(pagesFolder, { recursive: true })
  const title =
    '# For packages that wrap this one\n\nNot part of the stable interface; an application needs none of these.'
  writeFileSync(join(folder, wrappersPage), `${[title, ...[...aliases, ...pages].sort()].join('\n\n')}\n`)
  for (const file of readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)))) {
    if (!file.endsWith('.md')) continue
    const text = readFileSync(file, 'utf8')
    const mended = text.replace(/\]\(((?:\.\.\/)*)for_wrappers\/(\w+)\.md\)/g, (_, up, name) =>
      anchor(`${up}${wrappersPage}`, name),
    )
    if (mended !== text) writeFileSync(file, mended)
  }
}

function anchor(page, name) {
  return `](${page}#${name.toLowerCase()})`
}

/** Adds to the index the exchanges, where the other entries are imported from, and the names on the wrappers' page. */
function mendIndex(file, project) {
  let text = readFileSync(file, 'utf8').replace(new RegExp(`\n## ${wrappersGroup}\n[\\s\\S]*$`), '')
  for (const { specifier, name } of entries.slice(1)) {
    text = text.replace(`\n## ${name}\n`, `\n## ${name}\n\nImported from \`relying${specifier.slice(1)}\`.\n`)
  }
  const page = (name) => new RegExp(`\\[${name}\\]\\((\\S+)\\)`).exec(text)?.[1]
  const link = (name) => (page(name) === undefined ? `\`${name}\`` : `[${name}](${page(name)})`)
  const rows = exchanges(project).map((names) => `| ${names.map(link).join(' | ')} |`)
  const table = ['## exchanges', '', '| Asks | Reads the answer | Resolves with |', '| --- | --- | --- |', ...rows, '']
  text = text.replace(/\n## /, `\n${table.join('\n')}\n## `)
  const listed = [...forWrappers].sort().map((name) => `[\`${name}${anchor(wrappersPage, name)}`.replace('](', '`]('))
  writeFileSync(file, `${text}\n## ${wrappersGroup}\n\n${listed.join(', ')}\n`)
}
