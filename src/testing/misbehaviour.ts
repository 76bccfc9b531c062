import { invalidValue } from '../errors/assertions.ts'
import type { MisbehaviourName, MisbehaviourValues } from './misbehaviour_names.ts'
import { isTime, listMisbehaviours } from './misbehaviours.ts'
import type { Exchange } from './record.ts'

/** For how long a switch is on. */
export interface MisbehaveOptions {
  /** How many times; until `behave()` when not set. */
  times?: number
}

interface Switch {
  value: unknown
  /** whether no value was given, so that a time is counted from now */
  usual: boolean
  left: number
}

/** The switches that are on. */
export class Switches {
  #on: Map<string, Switch> = new Map()

  set<Name extends MisbehaviourName>(name: Name, value?: MisbehaviourValues[Name], options?: MisbehaveOptions): void {
    const known = listMisbehaviours().find((misbehaviour) => misbehaviour.name === name)
    if (!known) {
      throw invalidValue('"name" must be one of listMisbehaviours()')
    }
    const usual = value === undefined
    this.#on.set(name, { value: usual ? known.usual : value, usual, left: options?.times ?? Number.POSITIVE_INFINITY })
  }

  clear(name?: MisbehaviourName): void {
    if (name === undefined) {
      this.#on.clear()
    } else {
      this.#on.delete(name)
    }
  }

  /** The misbehaviours of one message, by deviation; usual times are counted from `now`. */
  at(place: string, exchange: Exchange, now = 0): Map<string, unknown> {
    const found = new Map<string, unknown>()
    for (const name of this.#on.keys()) {
      if (name.startsWith(`${place}.`)) {
        const deviation = name.slice(place.length + 1)
        found.set(deviation, this.#use(name, exchange, now))
      }
    }
    exchange.touches.push(place)
    return found
  }

  /** The value of one switch, if it is on. */
  value<Name extends MisbehaviourName>(name: Name, exchange: Exchange): MisbehaviourValues[Name] | undefined {
    exchange.touches.push(name)
    return this.#on.has(name) ? (this.#use(name, exchange, 0) as MisbehaviourValues[Name]) : undefined
  }

  /** Like `value`, without counting the switch as used. */
  peek<Name extends MisbehaviourName>(name: Name): MisbehaviourValues[Name] | undefined {
    return this.#on.get(name)?.value as MisbehaviourValues[Name] | undefined
  }

  #use(name: string, exchange: Exchange, now: number): unknown {
    const found = this.#on.get(name) as Switch
    found.left -= 1
    if (found.left <= 0) {
      this.#on.delete(name)
    }
    exchange.misbehaviour.push(name as MisbehaviourName)
    const counts = found.usual && typeof found.value === 'number' && isTime(name.slice(name.indexOf('.') + 1))
    return counts ? now + (found.value as number) : found.value
  }
}
