// Without it each recording would change a hundred thousand lines, most of them digits that nobody can measure.
import { writeFileSync } from 'node:fs'

/** Writes figures as JSON: seven digits of each, and what belongs together on one line. */
export function writeFigures(file, figures) {
  const rounded = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(7)) : value)
  const text = JSON.stringify(figures, rounded, 1)
  writeFileSync(
    file,
    `${text.replace(/\{\s+("\w+": -?\d[^{}]*?)\s+\}/g, (_, members) => `{ ${members.replace(/\s+/g, ' ')} }`)}\n`,
  )
}
