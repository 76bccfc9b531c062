// The public interface as text: every exported name with its declaration, without comments.
//
//   node test/package/api.mjs --write   accepts the current interface
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { entries } from '../../tools/entries.mjs'
import { manifest, root } from './packed.mjs'

export const snapshotFile = join(root, 'test/package/api.txt')

/** Describes the built declarations. */
export function describeApi() {
  return entries.map(({ specifier }) => `# relying${specifier.slice(1)}\n\n${describeEntry(specifier)}\n`).join('\n')
}

/** Every place in the built declarations where a type is `any`. */
export function findAny() {
  const found = []
  for (const { specifier } of entries) {
    for (const file of programOf(specifier).program.getSourceFiles()) {
      if (!file.fileName.includes('/dist/types/')) continue
      const visit = (node) => {
        if (node.kind === ts.SyntaxKind.AnyKeyword) {
          found.push(`${file.fileName.slice(root.length + 1)}:${file.getLineAndCharacterOfPosition(node.pos).line + 1}`)
        }
        ts.forEachChild(node, visit)
      }
      visit(file)
    }
  }
  return [...new Set(found)]
}

function describeEntry(specifier) {
  const { program, file } = programOf(specifier)
  const checker = program.getTypeChecker()
  const printer = ts.createPrinter({ removeComments: true })
  return checker
    .getExportsOfModule(checker.getSymbolAtLocation(file))
    .map((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
      const texts = (symbol.declarations ?? []).map((node) => {
        const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node
        return printer.printNode(ts.EmitHint.Unspecified, statement, node.getSourceFile())
      })
      const renamed = symbol.name === exported.name ? '' : ` (${symbol.name})`
      return { name: exported.name, text: `## ${exported.name}${renamed}\n${texts.join('\n')}` }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ text }) => text)
    .join('\n\n')
}

function programOf(specifier) {
  const entry = join(root, manifest.exports[specifier].types)
  const program = ts.createProgram([entry], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
  })
  return { program, file: program.getSourceFile(entry) }
}

if (process.argv.includes('--write')) writeFileSync(snapshotFile, describeApi())
export const readSnapshot = () => readFileSync(snapshotFile, 'utf8')
