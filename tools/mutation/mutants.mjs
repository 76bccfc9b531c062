// Without this file nobody could tell whether a check is needed: it rewrites a source file so that each of its checks can be disabled
// at run time.
//
// A mutant removes a `throw`, removes the call of a check (`assert…`, `check…`, `require…`, `reject…`, `expect…`, `verify…`), makes a
// condition always true or always false, or makes a comparison off by one. The global `__m` is the number of the active mutant;
// `__h[n]` is set when the code of mutant n is reached.
import ts from 'typescript'

const comparisons = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, undefined],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, undefined],
  [ts.SyntaxKind.InstanceOfKeyword, undefined],
  [ts.SyntaxKind.InKeyword, undefined],
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
])
const logical = [ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken]
const check = /^(await )?(assert|check|require|reject|expect|verify)[A-Z]\w*(<[^>]*>)?\(/

/** Rewrites a file. Its mutants are appended to `mutants`. */
export function instrument(file, text, mutants) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  return render(source)

  function render(node) {
    const core = wrap(node, inside(node))
    return text.slice(node.getFullStart(), node.getStart()) + core
  }

  /** The text of a node with its children rewritten. */
  function inside(node) {
    let result = ''
    let at = node.getStart()
    ts.forEachChild(node, (child) => {
      if (child.end <= at) return
      result += text.slice(at, child.getFullStart()) + (isType(child) ? child.getFullText() : render(child))
      at = child.end
    })
    return result + text.slice(at, node.end)
  }

  function wrap(node, core) {
    if (ts.isThrowStatement(node)) return gone(node, core, 'throw removed')
    if (ts.isExpressionStatement(node) && check.test(node.getText())) return gone(node, core, 'check removed')
    const boundary = ts.isBinaryExpression(node) ? comparisons.get(node.operatorToken.kind) : undefined
    if (!isCondition(node)) return core
    const always = []
    if (!isLoopCondition(node)) always.push(`__m === ${add(node, 'always true')} ? true`)
    always.push(`__m === ${add(node, 'always false')} ? false`)
    if (boundary) {
      const changed = `${render(node.left)} ${boundary} ${render(node.right)}`
      always.push(`__m === ${add(node, `${boundary} in place of ${node.operatorToken.getText()}`)} ? (${changed})`)
    }
    const first = mutants.length - always.length
    return `(${reach(first, always.length)}, ${always.join(' : ')} : (${core}))`
  }

  function gone(node, core, kind) {
    const number = add(node, kind)
    return `{ if (${reach(number, 1)}, __m !== ${number}) { ${core}\n} }`
  }

  function add(node, kind) {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart())
    const number = mutants.length
    mutants.push({ number, file, line: line + 1, kind, code: node.getText().replace(/\s+/g, ' ').slice(0, 120) })
    return number
  }
}

function reach(first, count) {
  return Array.from({ length: count }, (_, index) => `__h[${first + index}] = 1`).join(', ')
}

/** Any comparison, and any other expression that decides an `if`, a `? :`, or a predicate. */
function isCondition(node) {
  if (ts.isBinaryExpression(node) && comparisons.has(node.operatorToken.kind)) return !isForIn(node)
  return isLeaf(node) && isDecision(node)
}

function isLeaf(node) {
  if (ts.isBinaryExpression(node) && logical.includes(node.operatorToken.kind)) return false
  if (ts.isParenthesizedExpression(node)) return false
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) return false
  return ts.isExpression(node) && node.kind !== ts.SyntaxKind.TrueKeyword && node.kind !== ts.SyntaxKind.FalseKeyword
}

/** Whether the value of an expression is used only as a boolean. */
function isDecision(node) {
  const { parent } = node
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return parent.expression === node
  if (ts.isConditionalExpression(parent) || ts.isForStatement(parent)) return parent.condition === node
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken
  if (ts.isParenthesizedExpression(parent)) return isDecision(parent)
  if (!ts.isBinaryExpression(parent) || !logical.includes(parent.operatorToken.kind)) return false
  return isDecision(parent) || isPredicate(parent)
}

/** A logical expression that joins comparisons yields a boolean, wherever it is used. */
function isPredicate(node) {
  if (ts.isParenthesizedExpression(node)) return isPredicate(node.expression)
  if (!ts.isBinaryExpression(node)) {
    return (
      ts.isPrefixUnaryExpression(node) ||
      (ts.isCallExpression(node) && /\b(is|has|includes|every|some|test)[A-Z]?\w*\(/.test(node.getText()))
    )
  }
  if (comparisons.has(node.operatorToken.kind)) return true
  return logical.includes(node.operatorToken.kind) && isPredicate(node.left) && isPredicate(node.right)
}

function isLoopCondition(node) {
  let at = node
  while (
    ts.isBinaryExpression(at.parent) ||
    ts.isParenthesizedExpression(at.parent) ||
    ts.isPrefixUnaryExpression(at.parent)
  )
    at = at.parent
  return ts.isWhileStatement(at.parent) || (ts.isForStatement(at.parent) && at.parent.condition === at)
}

function isForIn(node) {
  return ts.isForInStatement(node.parent)
}

function isType(node) {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node)
  )
}
