// Without it each recording would change a hundred thousand lines, mostly digits below what can be measured.
import { writeFileSync } from 'node:fs'

/** Writes figures as JSON with seven digits each, and with related figures on one line. */
export function writeFigures(file, figures) {
  const rounded = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(7)) : value)
  const text = JSON.stringify(figures, rounded, 1)
  writeFileSync(
    file,
    `${text.replace(/\{\s+("\w+": -?\d[^{}]*?)\s+\}/g, (_, members) => `{ ${members.replace(/\s+/g, ' ')} }`)}\n`,
  )
}
