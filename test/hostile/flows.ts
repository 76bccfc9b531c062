// Every flow, by name.
import { backChannelFlows } from './flows/back_channel.ts'
import { cibaModeFlows } from './flows/ciba_modes.ts'
import { resourceFlows } from './flows/resources.ts'
import { signInFlows } from './flows/sign_in.ts'
import type { Flow } from './stage.ts'

const all = { ...signInFlows, ...backChannelFlows, ...resourceFlows, ...cibaModeFlows }

export type FlowName = keyof typeof all

/** The flows. Each prepares what it needs. */
export const flows = all as unknown as Readonly<Record<FlowName, Flow>>
