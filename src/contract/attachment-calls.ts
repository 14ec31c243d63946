import * as v from 'valibot'
import { call } from './call.ts'
import { planId as plan, recordId, shortName } from './shapes.ts'

/** Where the bytes of an attached file are, as this device knows. */
export interface AttachmentState {
  readonly hash: string
  /** `away`: not on this device. `damaged`: it lies here and is not what was attached; it is looked for elsewhere. */
  readonly state: 'here' | 'away' | 'coming' | 'damaged'
  /** Bytes that came so far. */
  readonly got: number
  /** What people read where it is not here; empty where it is. */
  readonly words: string
}

/** How much the files of a plan take on this device, and what is not here. Files and bytes; the same bytes count once. */
export interface AttachmentSpace {
  readonly here: Amount
  /** Of these, what hangs on no item any more: kept, so that the past can be looked at. */
  readonly removed: Amount
  /** Of these, what no record has named yet: whoever brought it may still say what it hangs on. Goes after thirty days. */
  readonly unnamed: Amount
  readonly away: Amount
  readonly damaged: Amount
  /** This device fetches all of them by itself. */
  readonly keepsAll: boolean
}
export interface Amount {
  readonly files: number
  readonly bytes: number
}

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const bytesCount = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const hashes = v.pipe(v.array(hash), v.maxLength(1_000))
/** Bytes of one piece at most. */
export const ATTACHMENT_PIECE = 512 * 1024
// Typed by hand: what is sent may lie in any kind of buffer.
const piece: v.GenericSchema<Uint8Array> = v.pipe(
  v.instance(Uint8Array),
  v.check(({ length }) => length <= ATTACHMENT_PIECE, 'a piece of at most 512 kB'),
)

/** Bytes come to the host first and are on its disk; only then a command says in the plan that they are there. */
export const ATTACHMENT_CALLS = {
  /** A file of so many bytes is about to come. Refused at once where the plan takes none so large, or no more. */
  'attachments.begin': call<{ readonly upload: string }>()(
    v.object({ plan, name: v.pipe(v.string(), v.maxLength(4_000)), size: bytesCount }),
  ),
  'attachments.write': call<void>()(v.object({ upload: shortName, bytes: piece })),
  /** All of it came. What it is stands in its bytes. On disk when this resolves. */
  'attachments.finish': call<{ readonly hash: string; readonly type: string; readonly size: number }>()(
    v.object({ upload: shortName }),
  ),
  /** Says in the plan that it hangs on an item; for who has no document of its own. Answers the attachment's id. */
  'attachments.attach': call<string>()(
    v.object({
      plan,
      item: recordId,
      name: v.pipe(v.string(), v.maxLength(4_000)),
      hash,
      type: shortName,
      size: bytesCount,
    }),
  ),
  /** Nobody wants it any more. */
  'attachments.drop': call<void>()(v.object({ upload: shortName })),
  'attachments.state': call<readonly AttachmentState[]>()(v.object({ plan, hashes })),
  /** Somebody looks at them: what is not here is fetched. */
  'attachments.want': call<void>()(v.object({ plan, hashes })),
  'attachments.stop': call<void>()(v.object({ plan, hash })),
  /** Checked against its hash. Fails with `away` or `damaged`. */
  'attachments.read': call<Uint8Array>()(v.object({ plan, hash })),
  'attachments.space': call<AttachmentSpace>()(v.object({ plan })),
  'attachments.keepAll': call<void>()(v.object({ plan, keep: v.boolean() })),
} as const

export interface AttachmentEvents {
  /** Some of a plan's files came, or their coming went on: ask attachments.state. */
  'attachments.changed': { plan: string }
}
