// Without this step the declarations would publish what is internal to the rooms, with types (CryptoKey, JsonWebKey,
// Uint8Array<ArrayBuffer>) that not every user's compiler knows.
import ts from 'typescript'

/**
 * Reduces a tree of declaration files to what the entries' exports reach. Returns the text of every file that is still needed.
 *
 * @param {string[]} entryFiles absolute paths
 * @returns {Map<string, string>}
 */
export function pruneDeclarations(entryFiles) {
  const options = {
    noLib: true,
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  }
  const program = ts.createProgram(entryFiles, options)
  const checker = program.getTypeChecker()
  /** The statements, import specifiers and export specifiers to keep. */
  const kept = new Set()

  for (const name of entryFiles) {
    for (const statement of program.getSourceFile(name).statements) {
      if (!ts.isExportDeclaration(statement) || !ts.isNamedExports(statement.exportClause)) continue
      for (const specifier of statement.exportClause.elements) {
        if (specifier.name.text.startsWith('_')) continue
        const symbol = aliased(checker.getSymbolAtLocation(specifier.name))
        if (symbol?.declarations === undefined) continue
        kept.add(statement).add(specifier)
        keep(symbol)
      }
    }
  }
  const sources = program
    .getSourceFiles()
    .filter((source) => source.statements.some((statement) => kept.has(statement)))
  return new Map(sources.map((source) => [source.fileName, print(source)]))

  function keep(symbol) {
    for (const declaration of symbol?.declarations ?? []) {
      if (ts.isImportSpecifier(declaration)) {
        kept.add(declaration).add(declaration.parent.parent.parent)
        keep(aliased(symbol))
        continue
      }
      let statement = declaration
      while (statement.parent !== undefined && !ts.isSourceFile(statement.parent)) statement = statement.parent
      if (ts.isSourceFile(statement) || kept.has(statement)) continue
      kept.add(statement)
      visit(statement)
    }
  }

  function visit(node) {
    if (ts.isIdentifier(node)) keep(checker.getSymbolAtLocation(node))
    ts.forEachChild(node, visit)
  }

  function aliased(symbol) {
    return symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  }

  function print(source) {
    const texts = source.statements
      .filter((statement) => kept.has(statement) || isExportMarker(statement))
      .map((statement) => {
        const list = ts.isImportDeclaration(statement) ? statement.importClause.namedBindings : statement.exportClause
        if (list === undefined || isExportMarker(statement)) return statement.getFullText().replace(/^\n+/, '')
        const names = list.elements.filter((specifier) => kept.has(specifier)).map((specifier) => specifier.getText())
        const keyword = ts.isImportDeclaration(statement) ? 'import' : 'export'
        const typeOnly = (statement.importClause ?? statement).isTypeOnly ? ' type' : ''
        return `${keyword}${typeOnly} { ${names.join(', ')} } from ${statement.moduleSpecifier.getText()};`
      })
    return `${texts.join('\n')}\n`
  }
}

/** `export {}`: without it, a declaration file would export everything it declares. */
function isExportMarker(statement) {
  return ts.isExportDeclaration(statement) && statement.moduleSpecifier === undefined
}
