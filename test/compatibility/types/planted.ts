/** Declarations that differ in one detail each: a comparison that misses one of them proves nothing. */
import ts from 'typescript'
import { TypeComparison } from './type_comparison.ts'

/** Name, the declaration there, the declaration here. */
const pairs: [string, string, string][] = [
  ['optional', 'interface X { a?: string }', 'interface X { a: string }'],
  ['undefined', 'interface X { a?: string }', 'interface X { a: string | undefined }'],
  ['readonly', 'interface X { readonly a: string }', 'interface X { a: string }'],
  ['missing', 'interface X { a: string; b: number }', 'interface X { a: string }'],
  ['more', 'interface X { a: string }', 'interface X { a: string; b?: number }'],
  ['literal', "type X = { a: 'x' }", "type X = { a: 'y' }"],
  ['wider', "type X = { a: 'x' }", 'type X = { a: string }'],
  ['any', 'type X = { a: string }', 'type X = { a: any }'],
  ['union', "type X = { a: 'x' | 'y' }", "type X = { a: 'x' }"],
  ['deep', 'type X = { a: { b: { c: string[] } } }', 'type X = { a: { b: { c: number[] } } }'],
  ['array', 'type X = { a: readonly string[] }', 'type X = { a: string[] }'],
  ['tuple', 'type X = { a: [string, string] }', 'type X = { a: [string, number] }'],
  ['index', 'interface X { [name: string]: string | undefined }', 'interface X { [name: string]: string }'],
  ['read-only index', 'interface X { readonly [name: string]: string }', 'interface X { [name: string]: string }'],
  ['no index', 'interface X { a: string; [name: string]: string }', 'interface X { a: string }'],
  ['result', 'type X = () => Promise<string>', 'type X = () => Promise<unknown>'],
  ['parameter', 'type X = (a: string) => void', 'type X = (a: number) => void'],
  ['name of a parameter', 'type X = (a: string) => void', 'type X = (b: string) => void'],
  ['optional parameter', 'type X = (a?: string) => void', 'type X = (a: string | undefined) => void'],
  ['one parameter more', 'type X = (a: string) => void', 'type X = (a: string, b?: string) => void'],
  ['generic', 'type X = <T>(a: T) => T', 'type X = (a: unknown) => unknown'],
  [
    'symbol',
    'declare const s: unique symbol; interface X { [s]?: 1 }',
    'declare const s: unique symbol; interface X { [s]: 1 }',
  ],
  [
    'another symbol',
    'declare const s: unique symbol; interface X { [s]: 1 }',
    'declare const t: unique symbol; interface X { [t]: 1 }',
  ],
  ['platform', 'type X = { a: Map<string, string> }', 'type X = { a: Map<string, number> }'],
  ['promise', 'type X = { a: Promise<string> }', 'type X = { a: PromiseLike<string> }'],
]

const same: [string, string, string][] = [
  ['order', 'interface X { a: 1; b: 2 }', 'interface X { b: 2; a: 1 }'],
  ['order in a union', "type X = { a: 'x' | 'y' | undefined }", "type X = { a: undefined | 'y' | 'x' }"],
  ['inherited', 'interface Y { a: 1 } interface X extends Y { b: 2 }', 'interface X { a: 1; b: 2 }'],
  ['recursive', 'interface X { a?: X[]; b: string | X }', 'interface X { a?: X[]; b: string | X }'],
]

/** Names of planted differences that were missed, and of equal types that were reported as different. */
export function overlooked(): { pairs: number; wrong: string[] } {
  const found = (pair: [string, string, string]) => differences(pair).length > 0
  return {
    pairs: pairs.length + same.length,
    wrong: [...pairs.filter((pair) => !found(pair)), ...same.filter(found)].map(([name]) => name),
  }
}

function differences([, theirs, ours]: [string, string, string]): string[] {
  const sources: Record<string, string> = {
    '/theirs.ts': `${theirs}\nexport type { X }`,
    '/ours.ts': `${ours}\nexport type { X }`,
  }
  const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, strict: true, noEmit: true, types: [] }
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (name, target, ...rest) => {
    const text = sources[name]
    if (text !== undefined) return ts.createSourceFile(name, text, target)
    const known = libraries.get(name) ?? read(name, target, ...rest)
    libraries.set(name, known)
    return known
  }
  const program = ts.createProgram(Object.keys(sources), options, host)
  const checker = program.getTypeChecker()
  const [one, other] = Object.keys(sources).map((name) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(name) as ts.SourceFile) as ts.Symbol
    const exported = checker.getExportsOfModule(module).find((symbol) => symbol.name === 'X') as ts.Symbol
    return checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(exported))
  }) as [ts.Type, ts.Type]
  return new TypeComparison(checker, (file) => file in sources).differences(one, other, 'X')
}

const libraries = new Map<string, ts.SourceFile | undefined>()
