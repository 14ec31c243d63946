import * as v from 'valibot'
import { call } from './call.ts'
import { planId as plan } from './shapes.ts'

/** A place on disk that is not as it was written. */
export interface DamagedPlace {
  /** File name within the data folder. */
  readonly file: string
  /** One sentence: which record, made by whom and when, or between which; or which file. */
  readonly words: string
  /** What is known of the record, if it is one. */
  readonly record: {
    readonly client: number
    readonly seq: number
    readonly person: string | null
    readonly time: number
  } | null
  /** `mended`: brought back, a copy of the damaged file is kept. `history-only`: what it wrote is still in the plan. */
  readonly state: 'mended' | 'history-only' | 'lost' | 'harmless'
  /** Where it was brought back from, such as "the backup of 3 May 2026"; empty if it was not. */
  readonly from: string
  /** Where the damaged file's copy lies; empty if there is none. */
  readonly keptAt: string
}

/** A record that waits for another which nobody has. */
export interface HeldBack {
  readonly client: number
  readonly seq: number
  readonly person: string | null
  readonly device: string
  readonly time: number
  /** Plain words of its entries. */
  readonly words: string
  readonly waitsFor: readonly { readonly client: number; readonly from: number; readonly to: number }[]
}

/** Own edits that lost against another record of the same number (a copied folder or a cloned machine). */
export interface TakenOut {
  readonly client: number
  readonly seq: number
  readonly person: string | null
  readonly time: number
  readonly words: string
  /** The change that gave it back as a new edit, or null where its author's machine has not yet. */
  readonly givenBackBy: string | null
}

/** A record of a removed device that nobody had when it was removed: it does not count. */
export interface KeptAside {
  readonly client: number
  readonly seq: number
  readonly device: string
  /** The device's, as it was admitted under. */
  readonly name: string
  /** As the record says. */
  readonly person: string | null
  readonly time: number
  /** Plain words of its entries. */
  readonly words: string
}

export interface PlanHealth {
  readonly plan: string
  readonly name: string
  readonly records: number
  readonly damage: readonly DamagedPlace[]
  readonly held: readonly HeldBack[]
  readonly takenOut: readonly TakenOut[]
  /** Only while this host runs: whoever sends them sends them again. */
  readonly aside: readonly KeptAside[]
  /** Edits recovered from a window's cache after a crash, in words. */
  readonly salvaged: number
  readonly refused: number
  readonly checkedAt: number | null
}

export interface Health {
  readonly plans: readonly PlanHealth[]
  /** Files beside the plans: device key, settings and the like. */
  readonly files: readonly DamagedPlace[]
}

export const HEALTH_CALLS = {
  /** What is known without reading everything again. */
  'health.state': call<PlanHealth>()(v.object({ plan })),
  /** Reads every byte of the plan, or of all plans, and mends what can be mended. */
  'health.check': call<Health>()(v.object({ plan: v.nullable(plan) })),
} as const
