import * as v from 'valibot'
import type { Entry } from '../model/envelope.ts'
import { call } from './call.ts'
import type { PlanSummary } from './host-info.ts'
import { longText, nothing, planId as plan, shortName } from './shapes.ts'

/** A plan file that was taken in. */
export interface MergeReport {
  readonly plan: PlanSummary
  /** Nothing of this plan was here before. */
  readonly isNew: boolean
  readonly applied: number
  readonly known: number
  /** They build on something that is not in the file and not here either; merge a file that has it. */
  readonly waiting: number
  readonly refused: number
  /** Records of devices that do not belong to the room: kept aside until a person takes them. */
  readonly aside: number
  readonly strangers: readonly Stranger[]
  /** Attached files that came along and were not here. */
  readonly files: number
  /** Of a new plan: whoever began it. `isProven`: the plan's id is made from their key; else the file is believed. */
  readonly founder: { readonly device: string; readonly name: string; readonly isProven: boolean } | null
}

/** A device that wrote in a plan without belonging to its room, and of which something is kept aside. */
export interface Stranger {
  readonly device: string
  /** As it calls itself. */
  readonly name: string
  /** A few letters made from its key, for people to compare. */
  readonly fingerprint: string
  /** It belonged to the room once. */
  readonly wasRemoved: boolean
  readonly records: number
  /** What it did, the newest first; `others` more are not listed. */
  readonly changes: readonly StrangeChange[]
  readonly others: number
}

export interface StrangeChange {
  readonly change: string
  readonly time: number
  /** As the device says. */
  readonly person: string | null
  readonly entries: readonly Entry[]
}

/** What became of a stranger's changes when a person took them. */
export interface AcceptReport {
  readonly device: string
  readonly name: string
  readonly applied: number
  readonly waiting: number
  readonly refused: number
}

const file = shortName
/** Bytes of one piece at most. */
export const MAX_PIECE = 4 * 1024 * 1024
const passphrase = v.nullable(v.pipe(longText, v.minLength(1)))
// Typed by hand: what is sent may lie in any kind of buffer.
const piece: v.GenericSchema<Uint8Array> = v.pipe(
  v.instance(Uint8Array),
  v.check(({ length }) => length <= MAX_PIECE, 'a piece of at most 4 MB'),
)

/** A plan as a file, in pieces: it may be large. See plan-file-transfer.ts. A file nobody asks after for a while is dropped. */
export const PLAN_FILE_CALLS = {
  /** Begins a file of all records. `passphrase` null: whoever has the file can read it. Progress comes as `job.progress`. */
  'planFile.share': call<{ readonly file: string; readonly fileName: string }>()(
    v.object({
      plan,
      passphrase,
      /** With the bytes of attached files that are on this device. */
      files: v.optional(v.boolean(), true),
    }),
  ),
  /** The next piece; null after the last. */
  'planFile.read': call<Uint8Array | null>()(v.object({ file })),
  /** A file is about to come in. */
  'planFile.begin': call<{ readonly file: string }>()(nothing),
  'planFile.write': call<void>()(v.object({ file, bytes: piece })),
  /**
   * All of it came: takes it in. Refused as `passphrase-needed` or `wrong-passphrase` it may be asked again with another one.
   * Drop it afterwards.
   */
  'planFile.merge': call<MergeReport>()(v.object({ file, passphrase })),
  /** Nobody wants it any more, whichever way it went. */
  'planFile.drop': call<void>()(v.object({ file })),
  'planFile.strangers': call<readonly Stranger[]>()(v.object({ plan })),
  /** A person takes a stranger's changes: they count here and everywhere. It does not let the device into the room. */
  'planFile.accept': call<AcceptReport>()(v.object({ plan, device: shortName })),
  /** A person does not want them: they are deleted here. */
  'planFile.turnAway': call<void>()(v.object({ plan, device: shortName })),
} as const
