/**
 * Tells where two types differ, member by member: names, order of parameters, what is optional, what is read-only,
 * literals, signatures, index signatures. Members that are keyed by one of the packages' symbols are compared by the
 * symbol's name, since no two packages can share a unique symbol.
 */
import ts from 'typescript'

type Pair = readonly [ts.Type, ts.Type]

export class TypeComparison {
  readonly #checker: ts.TypeChecker
  readonly #isOwn: (file: string) => boolean
  /** Pairs that are being compared, or were found equal. */
  #equal = new Set<string>()

  constructor(checker: ts.TypeChecker, isOwn: (file: string) => boolean) {
    this.#checker = checker
    this.#isOwn = isOwn
  }

  /** The differences, each with its path; none when the types are the same. */
  differences(theirs: ts.Type, ours: ts.Type, path: string): string[] {
    if (theirs === ours) return []
    if (theirs.flags !== ours.flags && !theirs.isUnionOrIntersection() && !ours.isUnionOrIntersection()) {
      return this.#compareText([theirs, ours], path)
    }
    const key = `${idOf(theirs)} ${idOf(ours)}`
    if (this.#equal.has(key)) return []
    this.#equal.add(key)
    const found = this.#compare([theirs, ours], path)
    if (found.length > 0) this.#equal.delete(key)
    return found
  }

  #compare(pair: Pair, path: string): string[] {
    const [theirs, ours] = pair
    if (theirs.isUnionOrIntersection() || ours.isUnionOrIntersection()) return this.#compareLists(pair, path)
    if (theirs.isTypeParameter() && ours.isTypeParameter()) return []
    const isObject = ({ flags }: ts.Type) => (flags & ts.TypeFlags.Object) !== 0
    if (!isObject(theirs) || !isObject(ours)) return this.#compareText(pair, path)
    // a type of the platform is either the same or different
    if (!this.#isOurs(theirs) || !this.#isOurs(ours)) return this.#compareOutside(pair, path)
    return this.#compareObjects(pair, path)
  }

  #text(type: ts.Type): string {
    // a unique symbol is identified by its name
    if ((type.flags & ts.TypeFlags.UniqueESSymbol) !== 0) return `unique symbol ${type.symbol.name}`
    const text = this.#checker.typeToString(
      type,
      undefined,
      ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias | ts.TypeFormatFlags.UseFullyQualifiedType,
    )
    return text.replace(/import\("[^"]*"\)\./g, '')
  }

  #compareText(pair: Pair, path: string): string[] {
    const [theirs, ours] = pair.map((type) => this.#text(type))
    return theirs === ours ? [] : [`${path}: ${theirs} there, ${ours} here`]
  }

  #isOurs(type: ts.Type): boolean {
    const declarations = type.symbol?.declarations
    return declarations === undefined || declarations.some((one) => this.#isOwn(one.getSourceFile().fileName))
  }

  /** Generic types of the platform (arrays, promises) with arguments of the packages. */
  #compareOutside(pair: Pair, path: string): string[] {
    const [theirs, ours] = pair
    if (theirs.symbol !== ours.symbol) return this.#compareText(pair, path)
    const [left, right] = pair.map((type) => this.#checker.getTypeArguments(type as ts.TypeReference))
    return this.#compareEach(left as ts.Type[], right as ts.Type[], `${path}<>`)
  }

  #compareEach(left: readonly ts.Type[], right: readonly ts.Type[], path: string): string[] {
    if (left.length !== right.length) return [`${path}: ${left.length} types there, ${right.length} here`]
    return left.flatMap((type, index) => this.differences(type, right[index] as ts.Type, path))
  }

  /** Unions and intersections: every part of one must be a part of the other. */
  #compareLists(pair: Pair, path: string): string[] {
    const [left, right] = pair.map((type) => (type.isUnionOrIntersection() ? type.types : [type])) as [
      ts.Type[],
      ts.Type[],
    ]
    const missing = (from: ts.Type[], among: ts.Type[], turned: boolean) =>
      from.filter((one) => !among.some((other) => this.#isSame(turned ? [other, one] : [one, other])))
    return [
      ...missing(left, right, false).map((type) => `${path}: ${this.#text(type)} is missing`),
      ...missing(right, left, true).map((type) => `${path}: ${this.#text(type)} is not there`),
    ]
  }

  #isSame([theirs, ours]: Pair): boolean {
    return this.differences(theirs, ours, '').length === 0
  }

  #compareObjects(pair: Pair, path: string): string[] {
    const [theirs, ours] = pair
    return [
      ...this.#compareMembers(pair, path),
      ...this.#compareSignatures(pair, ts.SignatureKind.Call, `${path}()`),
      ...this.#compareSignatures(pair, ts.SignatureKind.Construct, `new ${path}()`),
      ...this.#compareIndexes(theirs, ours, path),
    ]
  }

  #members(type: ts.Type): Map<string, ts.Symbol> {
    const members = this.#checker.getPropertiesOfType(type)
    // a member keyed by a symbol is named `__@name@number`
    return new Map(members.map((member) => [member.name.replace(/^__@(.*)@\d+$/, '[$1]'), member]))
  }

  #compareMembers([theirs, ours]: Pair, path: string): string[] {
    const left = this.#members(theirs)
    const right = this.#members(ours)
    // makes `instanceof` work across copies of this library: difference 31
    right.delete('[hasInstance]')
    const names = new Set([...left.keys(), ...right.keys()])
    return [...names].flatMap((name) => {
      const one = left.get(name)
      const other = right.get(name)
      const here = `${path}.${name}`
      if (!one) return [`${here} is not there`]
      if (!other) return [`${here} is missing`]
      const types = [one, other].map((member) => this.#checker.getTypeOfSymbol(member)) as [ts.Type, ts.Type]
      return [
        ...flagDifference(here, 'optional', isOptional(one), isOptional(other)),
        ...flagDifference(here, 'read-only', isReadonly(one), isReadonly(other)),
        ...(name === 'prototype' ? [] : this.differences(...types, here)),
      ]
    })
  }

  #compareSignatures([theirs, ours]: Pair, kind: ts.SignatureKind, path: string): string[] {
    const left = this.#checker.getSignaturesOfType(theirs, kind)
    const right = this.#checker.getSignaturesOfType(ours, kind)
    if (left.length !== right.length) return [`${path}: ${left.length} signatures there, ${right.length} here`]
    return left.flatMap((one, index) => this.#compareSignature(one, right[index] as ts.Signature, path))
  }

  #compareSignature(theirs: ts.Signature, ours: ts.Signature, path: string): string[] {
    const left = theirs.parameters
    const right = ours.parameters
    if (left.length !== right.length) return [`${path}: ${left.length} parameters there, ${right.length} here`]
    const parameters = left.flatMap((one, index) => {
      const other = right[index] as ts.Symbol
      const here = `${path} parameter ${one.name}`
      const types = [one, other].map((parameter) => this.#checker.getTypeOfSymbol(parameter)) as [ts.Type, ts.Type]
      return [
        ...(one.name === other.name ? [] : [`${here}: called ${other.name} here`]),
        ...flagDifference(here, 'optional', isOptional(one), isOptional(other)),
        ...this.differences(...types, here),
      ]
    })
    const returned = this.differences(theirs.getReturnType(), ours.getReturnType(), `${path} result`)
    const count = (signature: ts.Signature) => signature.typeParameters?.length ?? 0
    return [...parameters, ...returned, ...flagDifference(path, 'generic', count(theirs), count(ours))]
  }

  #compareIndexes(theirs: ts.Type, ours: ts.Type, path: string): string[] {
    const left = this.#checker.getIndexInfosOfType(theirs)
    const right = this.#checker.getIndexInfosOfType(ours)
    if (left.length !== right.length) return [`${path}: ${left.length} index signatures there, ${right.length} here`]
    return left.flatMap((one, index) => {
      const other = right[index] as ts.IndexInfo
      const here = `${path}[]`
      return [
        ...this.differences(one.keyType, other.keyType, here),
        ...this.differences(one.type, other.type, here),
        ...flagDifference(here, 'read-only', one.isReadonly, other.isReadonly),
      ]
    })
  }
}

const flagDifference = (path: string, what: string, theirs: unknown, ours: unknown): string[] =>
  theirs === ours ? [] : [`${path}: ${what} ${theirs} there, ${ours} here`]

const ids = new WeakMap<ts.Type, number>()
let lastId = 0
function idOf(type: ts.Type): number {
  const known = ids.get(type)
  if (known !== undefined) return known
  ids.set(type, ++lastId)
  return lastId
}

function isOptional(symbol: ts.Symbol): boolean {
  if ((symbol.flags & ts.SymbolFlags.Optional) !== 0) return true
  const declaration = symbol.valueDeclaration
  return declaration !== undefined && ts.isParameter(declaration) && declaration.questionToken !== undefined
}

const isReadonly = (symbol: ts.Symbol): boolean =>
  (symbol.declarations ?? []).some((one) => (ts.getCombinedModifierFlags(one) & ts.ModifierFlags.Readonly) !== 0)
