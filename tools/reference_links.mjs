// Without this file the pages of the reference would be dead ends: no links from a type to the functions that take it or resolve with
// it, from a code to what to do about it, or from a function to a program that uses it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommentTag, ReferenceType, ReflectionKind } from 'typedoc'
import { region, regionNames } from './regions.mjs'

const typeKinds = ReflectionKind.Interface | ReflectionKind.TypeAlias

/** Links every name to what it is connected with. Returns how many functions and options have an example. */
export function connect(project) {
  const functions = project.children.filter((name) => name.kindOf(ReflectionKind.Function))
  for (const name of project.children) {
    for (const comment of commentsOf(name)) {
      joinThrows(comment)
      linkCodes(comment)
    }
  }
  for (const type of project.children.filter((name) => name.kindOf(typeKinds))) addUses(type, functions)
  for (const code of project.children.filter((name) => errorSections.includes(name.name))) addErrorSection(code)
  for (const error of project.children.filter((name) => name.kindOf(ReflectionKind.Class)))
    dropMachinery(project, error)
  const options = project.children.filter(
    (name) => name.kindOf(ReflectionKind.Variable) && !errorSections.includes(name.name),
  )
  return addExamples([...functions, ...options])
}

/** Functions that send a request without linking to what reads the response, and the reverse. */
export function unconnected({ name, signatures: [signature] = [] }) {
  const links = (parts) => parts?.filter(({ tag }) => tag === '@link').map(({ text }) => text) ?? []
  const returns = links(signature?.comment?.getTag('@returns')?.content)
  if (
    name.endsWith('Request') &&
    name !== 'protectedResourceRequest' &&
    signature?.type?.toString() === 'Promise<Response>'
  ) {
    return returns.some((link) => link.startsWith('process')) ? [] : [`${name}: no link to what reads the answer`]
  }
  const answer = signature?.parameters?.find((parameter) => parameter.name === 'response')
  if (!name.startsWith('process') || answer === undefined) return []
  const asked = links(answer.comment?.summary)
  return asked.some((link) => link.endsWith('Request')) ? [] : [`${name}: no link to what asks`]
}

/** The exchanges, for the index: what sends the request, what reads the response, and what that resolves with. */
export function exchanges(project) {
  const rows = project.children.flatMap(({ name, signatures: [signature] = [] }) => {
    const answer = signature?.parameters?.find((parameter) => parameter.name === 'response')
    if (!name.startsWith('process') || answer === undefined) return []
    const asked = answer.comment.summary.filter(({ tag }) => tag === '@link').map(({ text }) => text)
    const [resolved] = signature.type.typeArguments?.map(String) ?? []
    return asked.map((request) => [request, name, resolved])
  })
  return rows.sort(([one], [other]) => (one < other ? -1 : 1))
}

function commentsOf(name) {
  return [name.comment, ...(name.signatures ?? []).map((signature) => signature.comment)].filter(Boolean)
}

/** Puts everything that a function throws under one heading. */
function joinThrows(comment) {
  const all = comment.blockTags.filter(({ tag }) => tag === '@throws')
  if (all.length < 2) return
  const content = all.flatMap((tag) => [{ kind: 'text', text: '\n- ' }, ...tag.content])
  comment.blockTags = comment.blockTags.filter((tag) => tag === all[0] || tag.tag !== '@throws')
  all[0].content = content
}

const errorSections = [...textOf('docs/errors/README.md').matchAll(/^## `(\w+)`/gm)].map(([, code]) => code)

function linkCodes(comment) {
  for (const tag of comment.blockTags.filter((each) => each.tag === '@throws')) {
    for (const part of tag.content.filter(({ kind }) => kind === 'code')) {
      const code = part.text.slice(1, -1)
      if (!errorSections.includes(code)) continue
      part.kind = 'text'
      part.text = `[\`${code}\`](${errorSection(code)})`
    }
  }
}

function addErrorSection(code) {
  code.comment.blockTags.push(
    new CommentTag('@see', [{ kind: 'text', text: `[What to do](${errorSection(code.name)})` }]),
  )
}

/** Drops what makes `instanceof` work, which nobody calls, and `name`, which is that of the class. */
function dropMachinery(project, error) {
  const machinery = error.children.filter(({ name }) => name === '[hasInstance]' || name === 'name')
  for (const child of machinery) project.removeReflection(child)
  const link = /** @type {const} */ ({ kind: 'text', text: '[Errors, code by code](../../errors/README.md)' })
  error.comment.blockTags.push(new CommentTag('@see', [link]))
}

function errorSection(code) {
  return `../../errors/README.md#${code.toLowerCase()}`
}

/** Lists the functions that resolve with a type, and those that take it. */
function addUses(type, functions) {
  const resolving = functions.filter(({ signatures: [{ type: returned }] }) => mentions(returned, type))
  const taking = functions.filter(({ signatures: [{ parameters = [] }] }) =>
    parameters.some((parameter) => mentions(parameter.type, type)),
  )
  for (const [tag, names] of [
    ['@returnedBy', resolving],
    ['@takenBy', taking],
  ]) {
    if (names.length === 0 || names.length > 24) continue
    const links = names.flatMap((target) => [
      { kind: 'text', text: ', ' },
      { kind: 'inline-tag', tag: '@link', text: target.name, target },
    ])
    type.comment.blockTags.push(new CommentTag(tag, links.slice(1)))
  }
}

function mentions(type, target) {
  if (type instanceof ReferenceType && type.reflection?.name === target.name) return true
  const parts = [...(type?.typeArguments ?? []), ...(type?.types ?? []), type?.elementType].filter(Boolean)
  return parts.some((part) => mentions(part, target))
}

/** Adds an example to each function and option: the smallest region of the first program that uses it. */
function addExamples(names) {
  const found = regions()
  let count = 0
  for (const { name, signatures, comment } of names) {
    const use = new RegExp(`\\boauth\\.${name}\\b`)
    const call = new RegExp(`(?<![.\\w])${name}\\(`)
    const region = found.find(({ code, imported }) => use.test(code) || (imported.has(name) && call.test(code)))
    if (region === undefined) continue
    count++
    const text = `From ${region.guide}[\`${region.file}\`](../../../${region.file}):\n\n`
    const code = /** @type {const} */ ({ kind: 'code', text: `\`\`\`js\n${region.code}\n\`\`\`` })
    const documented = signatures?.[0].comment ?? comment
    documented.blockTags.push(new CommentTag('@example', [{ kind: 'text', text }, code]))
  }
  return count
}

/** Every region of every example, in the order of examples/README.md, smaller ones first. */
function regions() {
  const order = [...textOf('examples/README.md').matchAll(/^\| \[`(\w+)\//gm)].map(([, folder]) => folder)
  return order.flatMap((folder) =>
    readdirSync(join('examples', folder))
      .filter((name) => name.endsWith('.mjs'))
      .flatMap((name) => {
        const file = `examples/${folder}/${name}`
        const text = readFileSync(file, 'utf8')
        const imported = importedFromEntries(text)
        return regionNames(text).map((each) => {
          return { file, code: region(text, each), imported, guide: guideWith(file, each) }
        })
      })
      .sort((one, other) => one.code.length - other.code.length),
  )
}

/** The names that a program imports from an entry other than the first. */
function importedFromEntries(text) {
  const lists = [...text.matchAll(/^import \{ ([^}]*) \} from 'relying\/\w+'$/gm)].map(([, list]) => list)
  return new Set(lists.flatMap((list) => list.split(', ')))
}

function guideWith(file, name) {
  const folder = 'docs/guide'
  if (!existsSync(folder)) return ''
  for (const page of readdirSync(folder)) {
    const text = readFileSync(join(folder, page), 'utf8')
    if (!text.includes(`<!-- include: ${file}#${name} -->`)) continue
    return `the guide [${/^# (.*)$/m.exec(text)?.[1]}](../../guide/${page}), `
  }
  return ''
}

/** The text of a page; empty if there is no such file. */
function textOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
