// Prints each flow as it passes. tools/summary_reporter.mjs, used along with it, prints failures and the last line.

const TOTAL = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/

export default async function* report(events) {
  for await (const { type, data } of events) {
    if (type === 'test:pass' && data.details.type !== 'suite' && !data.name.endsWith('.ts')) {
      yield `✓ ${data.name} (${Math.round(data.details.duration_ms)} ms)\n`
    }
    // Diagnostics of tests. The runner's own totals arrive in the same way.
    if (type === 'test:diagnostic' && !TOTAL.test(data.message)) yield `  ${data.message}\n`
  }
}
