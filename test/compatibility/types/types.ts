/** Every name that npm `oauth4webapi` declares has the same declaration here, in every set-up of a project. */
import ts from 'typescript'
import { type Configuration, configurations } from './configurations.ts'
import { type Exports, isOwnFile, readExports } from './exports.ts'
import { overlooked } from './planted.ts'
import { TypeComparison } from './type_comparison.ts'

/** How many names the other package declares. */
const declared = 148

export interface Counted {
  passed: number
  failed: number
}

export function compareTypes(): Counted {
  const total: Counted = { passed: 0, failed: 0 }
  const told = new Set<string>()
  for (const configuration of configurations) {
    const failures = compareIn(configuration)
    total.failed += failures.length
    total.passed += declared - failures.length
    for (const failure of failures) if (!told.has(failure)) console.log(`✗ ${configuration.name}: ${failure}`)
    for (const failure of failures) told.add(failure)
  }
  const differing = total.failed
  const { pairs, wrong } = overlooked()
  for (const name of wrong) console.log(`✗ planted types, ${name}: judged wrongly`)
  total.passed += pairs - wrong.length
  total.failed += wrong.length
  console.log(`\n${pairs} pairs of planted types: ${pairs - wrong.length} judged rightly`)
  console.log(`${declared} declared names in ${configurations.length} set-ups: ${differing} differ`)
  return total
}

function compareIn(configuration: Configuration): string[] {
  const exports = readExports(configuration)
  const names = [...exports.theirs.keys()]
  const failures = [...exports.errors]
  if (names.length !== declared) failures.push(`${names.length} names are declared there, not ${declared}`)
  const comparison = new TypeComparison(exports.checker, isOwnFile)
  for (const name of names) {
    const found = compareName(exports, comparison, name)
    if (found.length > 0) failures.push(found.slice(0, 4).join('\n    '))
  }
  return failures
}

function compareName({ checker, theirs, ours }: Exports, comparison: TypeComparison, name: string): string[] {
  const one = theirs.get(name) as ts.Symbol
  const other = ours.get(name)
  if (!other) return [`${name} is missing`]
  const kinds =
    ts.SymbolFlags.Function |
    ts.SymbolFlags.Class |
    ts.SymbolFlags.Variable |
    ts.SymbolFlags.Interface |
    ts.SymbolFlags.TypeAlias
  const kind = (symbol: ts.Symbol) => symbol.flags & kinds
  if (kind(one) !== kind(other)) return [`${name} is another kind of declaration`]
  const isType = (symbol: ts.Symbol) => (symbol.flags & ts.SymbolFlags.Type) !== 0
  const isValue = (symbol: ts.Symbol) => (symbol.flags & ts.SymbolFlags.Value) !== 0
  return [
    ...(isType(one)
      ? comparison.differences(checker.getDeclaredTypeOfSymbol(one), checker.getDeclaredTypeOfSymbol(other), name)
      : []),
    ...(isValue(one)
      ? comparison.differences(checker.getTypeOfSymbol(one), checker.getTypeOfSymbol(other), `typeof ${name}`)
      : []),
  ]
}
