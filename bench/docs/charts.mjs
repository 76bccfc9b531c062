/** Two kinds of charts as SVG, readable on light and dark pages. */

const COLOURS = ['#2f7ed8', '#e07b39', '#4caf6d', '#9467bd', '#8c8c8c', '#c2557a']
const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

/**
 * Horizontal bars, one group per row, with a line at 1 and a tick at each row's goal.
 * @param {{ title: string, series: string[], rows: { name: string, values: (number | undefined)[], goal?: number }[] }} chart
 */
export function ratioChart({ title, series, rows }) {
  const [left, width, bar, gap, top] = [390, 420, 9, 10, 60]
  const height = rows.length * (series.length * bar + gap)
  const most = 1.25
  const x = (value) => left + (Math.min(value, most) / most) * width
  const parts = []
  for (const [i, { name, values, goal }] of rows.entries()) {
    const y = top + i * (series.length * bar + gap)
    const middle = y + (series.length * bar) / 2 + 4
    parts.push(`<text x="${left - 8}" y="${middle}" text-anchor="end" class="label">${escape(name)}</text>`)
    for (const [j, value] of values.entries()) {
      if (value === undefined) continue
      const at = y + j * bar
      parts.push(
        `<rect x="${left}" y="${at}" width="${(x(value) - left).toFixed(1)}" height="${bar - 1}" fill="${COLOURS[j]}"/>`,
      )
      parts.push(
        `<text x="${(x(value) + 4).toFixed(1)}" y="${at + bar - 1.5}" class="value">${value.toFixed(value < 0.1 ? 3 : 2)}</text>`,
      )
    }
    if (goal !== undefined) {
      const at = x(goal).toFixed(1)
      parts.push(`<line x1="${at}" x2="${at}" y1="${y - 2}" y2="${y + series.length * bar + 1}" class="goal"/>`)
    }
  }
  parts.push(`<line x1="${x(1)}" x2="${x(1)}" y1="${top - 8}" y2="${top + height}" class="one"/>`)
  parts.push(`<text x="${x(1)}" y="${top - 12}" text-anchor="middle" class="value">oauth4webapi = 1</text>`)
  return svg(left + width + 50, top + height + 8, title, [...legend(series, left, 36), ...parts])
}

/**
 * Groups of vertical bars.
 * @param {{ title: string, unit: string, series: string[], groups: { name: string, values: (number | undefined)[] }[] }} chart
 */
export function barChart({ title, unit, series, groups }) {
  const [left, top, height, bar] = [60, 60 + 16 * Math.ceil(series.length / 2), 220, 26]
  const most = Math.max(...groups.flatMap(({ values }) => values.filter((value) => value !== undefined)))
  const groupWidth = series.length * bar + 30
  const parts = []
  for (const [i, { name, values }] of groups.entries()) {
    const from = left + i * groupWidth
    for (const [j, value] of values.entries()) {
      if (value === undefined) continue
      const tall = (value / most) * height
      const y = top + height - tall
      parts.push(
        `<rect x="${from + j * bar}" y="${y.toFixed(1)}" width="${bar - 3}" height="${tall.toFixed(1)}" fill="${COLOURS[j]}"/>`,
      )
      parts.push(
        `<text x="${from + j * bar + bar / 2 - 1.5}" y="${(y - 3).toFixed(1)}" text-anchor="middle" class="value">${value.toFixed(0)}</text>`,
      )
    }
    parts.push(
      `<text x="${from + (series.length * bar) / 2}" y="${top + height + 18}" text-anchor="middle" class="label">${escape(name)}</text>`,
    )
  }
  parts.push(`<text x="${left}" y="${top - 6}" class="value">${escape(unit)}</text>`)
  const width = Math.max(left + groups.length * groupWidth + 20, 640)
  return svg(width, top + height + 32, title, [...legend(series, left, 36, 2), ...parts])
}

function legend(series, x, y, columns = series.length) {
  return series.flatMap((name, i) => {
    const at = x + (i % columns) * (columns === 2 ? 280 : 120)
    const row = y + Math.floor(i / columns) * 16
    return [
      `<rect x="${at}" y="${row - 9}" width="10" height="10" fill="${COLOURS[i]}"/>`,
      `<text x="${at + 15}" y="${row}" class="label">${escape(name)}</text>`,
    ]
  })
}

function svg(width, height, title, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escape(title)}</title>
<style>
text { font-family: system-ui, sans-serif; fill: #24292f }
.title { font-size: 15px; font-weight: 600 } .label { font-size: 12px } .value { font-size: 9px }
.one { stroke: #8c8c8c } .goal { stroke: #d1242f; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } }
</style>
<text x="10" y="18" class="title">${escape(title)}</text>
${parts.join('\n')}
</svg>
`
}
