// The mapping tables of UPGRADING.md, as data.
import { readFileSync } from 'node:fs'

const page = readFileSync(new URL('../../UPGRADING.md', import.meta.url), 'utf8')

/** The rows of the table under `## <heading>`: the left and right cells, with the code names in each. */
export function rowsUnder(heading) {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`))
  const lines = section?.split('\n').filter((line) => line.startsWith('| ')) ?? []
  return lines.slice(2).map((line) => {
    const [left, right] = line.replace(/^\| | \|$/g, '').split(' | ')
    return { left, right, leftNames: namesIn(left), rightNames: namesIn(right) }
  })
}

function namesIn(cell) {
  const code = [...cell.matchAll(/`([^`]+)`/g)].map(([, span]) => span)
  return new Set(code.flatMap((span) => span.match(/[A-Za-z_$][\w$]*/g) ?? []))
}
