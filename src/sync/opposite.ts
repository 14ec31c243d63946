/** What taking a change back would write, as plain data: derived by `oppositeOf`, written by `applyOpposite`. */

/** A field goes back to the value that stood there before the change. */
export interface FieldBack {
  readonly path: readonly string[]
  /** What the change had set. */
  readonly from: unknown
  readonly to: unknown
  /** The struct that must still be the live one when this is written; else somebody was faster. */
  readonly live: StructId
  /** `live` was taken away altogether, which no command does; the key is written again. */
  readonly gone?: boolean
}

/** A record that the change made is marked as deleted; it is never removed. */
export interface CreationBack {
  readonly path: readonly [table: string, id: string]
}

/** Characters that the change wrote go, those that it deleted return to their place. */
export interface TextBack {
  readonly path: readonly string[]
  readonly written: readonly Range[]
  readonly deleted: readonly LostText[]
}

/** Something that stays as it is, and why. */
export interface Left {
  /** `items/<id>` */
  readonly record: string
  readonly field: string
  /** Whole sentence. */
  readonly why: string
}

export interface Opposite {
  /** The change that it takes back. */
  readonly change: string
  readonly fields: readonly FieldBack[]
  readonly creations: readonly CreationBack[]
  readonly texts: readonly TextBack[]
  readonly left: readonly Left[]
}

export interface StructId {
  readonly client: number
  readonly clock: number
}
export interface Range extends StructId {
  readonly len: number
}
export interface LostText extends StructId {
  readonly text: string
}

export const isSameId = (a: StructId, b: StructId): boolean => a.client === b.client && a.clock === b.clock
