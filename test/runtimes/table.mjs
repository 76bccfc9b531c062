// The table of runtimes in README and guide: the counts of the last full runs, stored in docs/runtimes.json.
import { existsSync, readFileSync } from 'node:fs'
import { exceptions } from './exceptions.mjs'

export const tableFile = 'docs/runtimes.json'

/** @typedef {{ name: string, version: string, passed: number, excepted: number }} Row */

/** @returns {Record<string, Row[]>} by suite */
export const readTable = () => (existsSync(tableFile) ? JSON.parse(readFileSync(tableFile, 'utf8')) : {})

/** The differences between a full run and the table. Versions of browsers come from Debian and may change. */
export function outdated(suite, rows) {
  const known = readTable()[suite] ?? []
  const text = (row) => row && `${row.passed} and ${row.excepted}`
  const names = new Set([...rows, ...known].map(({ name }) => name))
  return [...names].flatMap((name) => {
    const [was, is] = [known, rows].map((list) => text(list.find((row) => row.name === name)))
    return was === is ? [] : [`${tableFile} says ${was} checks for ${name}, this run ${is}: npm run runtimes:table`]
  })
}

/** @param {Record<string, Row[]>} table */
export function renderTable(table) {
  const lines = Object.values(table)
    .flat()
    .map(({ name, version, passed, excepted }) => `| ${name} | ${version} | ${passed} | ${excepted || '–'} |`)
  return ['| runtime | version | checks | not applicable |', '| --- | --- | ---: | ---: |', ...lines].join('\n')
}

export function renderExceptions() {
  return exceptions
    .map(
      ({ checks, runtimes, reason }) =>
        `* ${runtimes.join('; ')}: ${reason}.\n${checks.map((each) => `  * ${each}`).join('\n')}`,
    )
    .join('\n')
}
