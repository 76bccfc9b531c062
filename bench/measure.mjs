/**
 * Measures contenders side by side: every round runs one short batch of each, in a changing order, so that whatever
 * else the machine does at that moment affects all of them alike. Ratios are taken within a round, never across rounds.
 */

/**
 * The source of the main thread's time on this runtime; printed with every result. Linux's schedstat is not an alternative: it advances
 * in steps of up to 4 ms (measured), half a batch.
 */
export const mainThreadSource = process.threadCpuUsage
  ? 'process.threadCpuUsage'
  : 'performance.eventLoopUtilization (active time)'

/** @returns {{ wall: number, main: number, total: number }} microseconds since some moment */
function clocks() {
  const { user, system } = process.cpuUsage()
  return { wall: performance.now() * 1000, main: mainThreadMicroseconds(), total: user + system }
}

function mainThreadMicroseconds() {
  if (process.threadCpuUsage) {
    const { user, system } = process.threadCpuUsage()
    return user + system
  }
  return performance.eventLoopUtilization().active * 1000
}

/** A real turn of the event loop: promises alone would never end one. */
export const turn = () => new Promise((resolve) => setImmediate(resolve))

/**
 * Runs `operation` `count` times, `inFlight` of them at a time, with a turn of the event loop after each `perTurn` of them unless `turns`
 * is false, for operations that make turns of their own.
 * @returns microseconds per operation
 */
export async function sample(operation, count, inFlight, { turns = true, perTurn = 1 } = {}) {
  let left = count
  async function lane() {
    while (left > 0) {
      for (let done = 0; done < perTurn; done++) await operation()
      left -= perTurn
      if (turns) await turn()
    }
  }
  const before = clocks()
  if (inFlight === 1) await lane()
  else await Promise.all(Array.from({ length: inFlight }, lane))
  const after = clocks()
  return {
    wall: (after.wall - before.wall) / count,
    main: (after.main - before.main) / count,
    total: (after.total - before.total) / count,
  }
}

/** Milliseconds of warm-up per contender; it happens twice. */
const WARM_UP = 40

const IDLE = Symbol('idle turn')
const idle = async () => {}

/**
 * @param {Record<string, () => Promise<unknown>>} contenders
 * @param {{ inFlight: number, rounds: number, batchMilliseconds: number, perTurn?: number, subtractTurn?: boolean }} options `perTurn`: more
 * than one for operations that take a fraction of a turn, whose own time would otherwise be lost in the noise of the turn's
 * @returns {Promise<Record<string, { wall: number, main: number, total: number }[]>>} one sample per round and contender
 */
export async function measure(contenders, { inFlight, rounds, batchMilliseconds, perTurn = 1, subtractTurn = true }) {
  /** @type {[string | symbol, () => Promise<unknown>][]} */
  const entries = Object.entries(contenders)
  // The turn between two operations is not part of the operation: it is measured like a contender and subtracted.
  if (subtractTurn) entries.push([IDLE, idle])

  // Get the code compiled first: twice in turn, so that no contender is timed before the types of the others were seen.
  for (const [, operation] of [...entries, ...entries]) await calibrate(operation, inFlight, WARM_UP, perTurn)
  const counts = new Map()
  for (const [name, operation] of entries) {
    counts.set(name, await calibrate(operation, inFlight, batchMilliseconds, perTurn))
  }

  const samples = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  for (let round = -1; round < rounds; round++) {
    const taken = new Map()
    for (const [name, operation] of rotated(entries, round)) {
      const count = counts.get(name)
      // effects of the previous contender, such as a sleeping thread pool, must not count for this one
      await sample(operation, Math.ceil(count / 8), inFlight, { perTurn })
      taken.set(name, await sample(operation, count, inFlight, { perTurn }))
    }
    if (round < 0) continue // still warming up
    const empty = taken.get(IDLE) ?? { wall: 0, main: 0, total: 0 }
    for (const name of Object.keys(contenders)) {
      const { wall, main, total } = taken.get(name)
      samples[name].push({
        wall: Math.max(wall - empty.wall, 0.01),
        main: Math.max(main - empty.main, 0.01),
        total: Math.max(total - empty.total, 0.01),
      })
    }
  }
  return samples
}

/** Warms an operation up and finds out how many of them fill a batch. */
async function calibrate(operation, inFlight, batchMilliseconds, perTurn) {
  const step = inFlight * perTurn
  let count = step
  for (;;) {
    const { wall } = await sample(operation, count, inFlight, { perTurn })
    const milliseconds = (wall * count) / 1000
    if (milliseconds >= batchMilliseconds || count > 1e6) {
      return Math.max(step * 2, Math.ceil((count * batchMilliseconds) / milliseconds / step) * step)
    }
    count = Math.ceil(count * Math.min(8, Math.max(1.5, (batchMilliseconds * 1.2) / Math.max(milliseconds, 0.01))))
  }
}

/** Each round starts with another contender, and every second round is in reverse order. */
function rotated(entries, round) {
  const start = (round + entries.length) % entries.length
  const order = [...entries.slice(start), ...entries.slice(0, start)]
  return round % 2 ? order.reverse() : order
}

/** Median and quartiles of a list of numbers. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (q) => {
    const position = (sorted.length - 1) * q
    const low = Math.floor(position)
    const high = Math.ceil(position)
    return sorted[low] + (sorted[high] - sorted[low]) * (position - low)
  }
  return { median: at(0.5), q1: at(0.25), q3: at(0.75) }
}

/** The ratio of two contenders, paired round by round. */
export function pairedRatio(samples, numerator, denominator, clock) {
  return spread(samples[numerator].map((sample, round) => sample[clock] / samples[denominator][round][clock]))
}
