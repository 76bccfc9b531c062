// Prints each flow as it passes; failures and the closing line come from tools/summary_reporter.mjs beside it.

const TOTAL = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/

export default async function* report(events) {
  for await (const { type, data } of events) {
    if (type === 'test:pass' && data.details.type !== 'suite' && !data.name.endsWith('.ts')) {
      yield `✓ ${data.name} (${Math.round(data.details.duration_ms)} ms)\n`
    }
    // What a test wants said aloud; the runner's own totals come the same way.
    if (type === 'test:diagnostic' && !TOTAL.test(data.message)) yield `  ${data.message}\n`
  }
}
