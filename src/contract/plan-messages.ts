import type { Entry, Envelope, Author, Knowledge } from '../model/envelope.ts'

/** A record as a window needs it: what to apply, what it knows afterwards, and the words for the log. */
export interface RecordNews {
  readonly client: number
  readonly seq: number
  /** End of the line's structs after this record. */
  readonly clock: number
  readonly change: string
  readonly author: Author
  readonly device: string
  readonly time: number
  readonly entries: readonly Entry[]
  readonly update: Uint8Array
}

/** What a window says when it opens a plan or meets its host again. */
export interface Hello {
  readonly plan: string
  /** The lease it wrote under before, if it still has one. */
  readonly lease: number | null
  /** Highest vector this window was ever told is on disk. */
  readonly acknowledged: Knowledge
  /** What its document holds now: Yjs state vector, V1. Empty for a fresh window. */
  readonly stateVector: Uint8Array
}

export interface Lease {
  readonly client: number
  /** Last record of the line that the host holds, and the end of its structs. */
  readonly seq: number
  readonly clock: number
}

export interface Welcome {
  readonly lease: Lease
  /** The host's, in this plan. */
  readonly device?: string
  /** Changes with each start of the host, so that a window notices that it meets a new one. */
  readonly epoch: string
  /** All that the host holds; the window knows all of it once `update` is applied. */
  readonly vector: Knowledge
  /** What the window's state vector lacks, as a Yjs V1 update. */
  readonly update: Uint8Array
  readonly readOnly: string | null
  /** False where some of `vector` is still on its way to a disk that fails. */
  readonly onDisk?: boolean
  /** Which split lines the host knows of. A window whose document knew of others than these must be opened anew. */
  readonly forks?: string
}

/**
 * Answer to pushed envelopes. What was refused is kept by the host and shown; `saved` is on disk; `waiting` builds on an
 * edit that has not come yet, and is to be sent again.
 */
export interface PushAnswer {
  readonly saved: readonly { readonly client: number; readonly seq: number }[]
  readonly refused: readonly { readonly client: number; readonly seq: number; readonly why: string }[]
  readonly waiting?: readonly { readonly client: number; readonly seq: number; readonly why: string }[]
}

export interface Push {
  readonly plan: string
  readonly envelopes: readonly Envelope[]
}

/** One change as the log shows it: all records of one intent together. */
export interface ChangeLine {
  readonly change: string
  readonly author: Author
  readonly device: string
  readonly time: number
  readonly entries: readonly Entry[]
  /** The change that this one took back, if it did. */
  readonly undoes: string | null
  /** Its plan time (history-calls.ts): ask for what is `before` it to go on. */
  readonly at?: number
}

export interface UndoAnswer {
  readonly change: string
  /** Fields that somebody changed since; they were left alone. */
  readonly left: readonly { readonly record: string; readonly field: string; readonly why: string }[]
  readonly restored: number
}
