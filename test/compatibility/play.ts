/** Plays one prepared case with one library. */
import type { Callable, Library } from './libraries.ts'
import { codeOf, type Outcome, shapeOf } from './outcome.ts'
import { call, Stage } from './stage.ts'
import { now as base, type Case, type Step } from './value.ts'

export interface Played {
  step: Step
  /** The called function; `preparation` when the arguments could not be created. */
  fn: string
  args: unknown[]
  outcome: Outcome
  code: string
  shape: string
  /** Everything observable, as a string. */
  text: string
}

export interface Run {
  played: Played[]
  requests: number
  stage: Stage
}

export interface Side {
  library: Library
  copy: Library
}

export async function play({ library, copy }: Side, { given = {}, steps, answers, watchKeys }: Case): Promise<Run> {
  const stage = new Stage(library, copy, answers)
  const played: Played[] = []
  const restore = freeze(stage, watchKeys)
  try {
    for (const [name, value] of Object.entries(given)) {
      const built = stage.build(value)
      stage.named.set(name, built)
      stage.label(built, name)
    }
    await stage.settle()
    for (const step of steps) {
      const together = Array.isArray(step) ? step : [step]
      const group = await Promise.all(together.map((part) => playStep(stage, part)))
      // which of several concurrent calls sees what, and when, is random: the last one reports everything, in order
      const last = group.at(-1) as Played
      const notes = stage.takeNotes()
      last.text = [
        last.text,
        ...(group.length > 1 ? notes.sort() : notes),
        `afterwards ${stage.describer.text([...(isSpoilt(last) ? [] : last.args), ...stage.answered])}`,
      ].join('\n')
      if (group.length > 1) for (const one of group) one.text = one.text.replace(/«answer \d+»/g, '«an answer»')
      played.push(...group)
    }
  } finally {
    restore()
  }
  return { played, requests: stage.answered.length, stage }
}

/** The platform of a case: a clock that stands still, the case's global fetch, and keys that report their use. */
function freeze(stage: Stage, watchKeys = false): () => void {
  const { now } = Date
  const { fetch } = globalThis
  const { subtle } = crypto
  const { importKey, exportKey } = subtle
  Date.now = () => base * 1000
  globalThis.fetch = (async (...args: unknown[]) => {
    stage.note('global fetch', [])
    return stage.fetch(...args)
  }) as typeof fetch
  if (watchKeys) {
    const told = (name: string, original: Callable) =>
      Object.defineProperty(subtle, name, {
        configurable: true,
        value: (...args: unknown[]) => {
          stage.note(`${name} called`, args[0])
          return Reflect.apply(original, subtle, args)
        },
      })
    told('importKey', importKey as Callable)
    told('exportKey', exportKey as Callable)
  }
  return () => {
    Date.now = now
    globalThis.fetch = fetch
    if (watchKeys) {
      Reflect.deleteProperty(subtle, 'importKey')
      Reflect.deleteProperty(subtle, 'exportKey')
    }
  }
}

async function playStep(stage: Stage, step: Step): Promise<Played> {
  let args: unknown[]
  try {
    args = step.args.map((value) => stage.build(value))
    await stage.settle()
  } catch (error) {
    const outcome: Outcome = { kind: 'threw', error }
    const text = `${step.fn} preparation threw ${stage.describer.text(error)}`
    return {
      step,
      fn: 'preparation',
      args: [],
      outcome,
      code: codeOf(outcome, stage.library),
      shape: shapeOf(outcome),
      text,
    }
  }
  if (step.at !== undefined) {
    const at = (base + step.at) * 1000
    Date.now = () => at
  }
  for (const [index, value] of args.entries()) stage.label(value, `argument ${index}`)
  if (step.fn === 'ClientSecretJwt' && typeof args[0] === 'string') stage.describer.secrets.add(args[0])
  let outcome = await observe(() => call(stage.library, step.fn, args))
  const further: unknown[] = []
  if (step.call && 'value' in outcome && typeof outcome.value === 'function') {
    further.push(...step.call.map((value) => stage.build(value)))
    const { value: made } = outcome
    outcome = await observe(() => (made as (...args: unknown[]) => unknown)(...further))
  }
  if (step.as !== undefined && 'value' in outcome) {
    stage.named.set(step.as, outcome.value)
    stage.label(outcome.value, `result ${step.as}`)
  }
  const code = codeOf(outcome, stage.library)
  const result = 'error' in outcome ? outcome.error : outcome.value
  const shown =
    step.fn.startsWith('generateRandom') && typeof result === 'string'
      ? `<${/^[\w-]{43}$/.test(result) ? '43 characters' : result}>`
      : stage.describer.text(result)
  const text = `${step.fn} ${outcome.kind} ${shown}`
  return { step, fn: step.fn, args: [...args, ...further], outcome, code, shape: shapeOf(outcome), text }
}

/** If a client authentication fails while filling a body, the body is discarded. Its content does not matter. */
const isSpoilt = ({ step, outcome }: Played): boolean => step.call !== undefined && 'error' in outcome

async function observe(run: () => unknown): Promise<Outcome> {
  let value: unknown
  try {
    value = run()
  } catch (error) {
    return { kind: 'threw', error }
  }
  if (!(value instanceof Promise)) return { kind: 'returned', value }
  try {
    return { kind: 'resolved', value: await value }
  } catch (error) {
    return { kind: 'rejected', error }
  }
}
