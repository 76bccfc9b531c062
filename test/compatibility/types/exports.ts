/** The declared names of both packages in one configuration, through the compiler. */
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import type { Configuration } from './configurations.ts'

const here = fileURLToPath(new URL('./', import.meta.url))
/** A path as TypeScript writes it, also on Windows. */
const root = fileURLToPath(new URL('../../../', import.meta.url)).replaceAll('\\', '/')

export interface Exports {
  checker: ts.TypeChecker
  theirs: Map<string, ts.Symbol>
  ours: Map<string, ts.Symbol>
  /** What the compiler says about the declarations themselves. */
  errors: string[]
}

const files = new Map<string, ts.SourceFile | undefined>()

/** Declarations are parsed once for all configurations. */
function hostOf(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  const parse = host.getSourceFile.bind(host)
  host.getSourceFile = (name, settings, ...rest) => {
    const format = typeof settings === 'object' ? settings.impliedNodeFormat : undefined
    const key = `${name} ${format} ${options.moduleResolution}`
    if (!files.has(key)) files.set(key, parse(name, settings, ...rest))
    return files.get(key)
  }
  return host
}

export function readExports({ options, ambient }: Configuration): Exports {
  const settings = { ...options, paths: { relying: [`${root}dist/types/index.d.ts`] }, rootDir: root }
  const entry = `${here}both.ts`
  const program = ts.createProgram([entry, ...(ambient ? [here + ambient] : [])], settings, hostOf(settings))
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(entry) as ts.SourceFile
  const [theirs, ours] = source.statements.filter(ts.isImportDeclaration).map((statement) => {
    const module = checker.getSymbolAtLocation(statement.moduleSpecifier)
    if (!module) throw new Error(`${statement.moduleSpecifier.getText()} cannot be found`)
    return new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, resolved(checker, symbol)]))
  }) as [Map<string, ts.Symbol>, Map<string, ts.Symbol>]
  // the platform's own declarations are not checked
  const own = program.getSourceFiles().filter((file) => file === source || isOwnFile(file.fileName))
  const errors = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...own.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ].map(
    ({ file, messageText }) =>
      `${file?.fileName.slice(root.length)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
  )
  return { checker, theirs, ours, errors }
}

const resolved = (checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol =>
  (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol

/** Whether a declaration is one of the two packages'. */
export const isOwnFile = (file: string): boolean =>
  file.includes('/node_modules/oauth4webapi/') || file.startsWith(`${root}dist/types/`)
