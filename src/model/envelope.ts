/** One plain-words line of a change: what a command did to one field of one record. */
export interface Entry {
  /** The command's name, such as `item.move`. */
  readonly name: string
  /** `items/<id>`, or `plan`, or '' where an entry counts many records. */
  readonly record: string
  readonly field: string
  /** Values before and after; of texts only the length, of places the rank from 1. */
  readonly from: unknown
  readonly to: unknown
  readonly why: string
}

/** Beyond this many entries a record carries counts instead: one entry a command name, `to` being the number. */
export const MAX_ENTRIES = 200

/** Who did it, and as what. `device` is added by the host that signs. */
export interface Author {
  readonly person: string | null
  readonly role: string | null
  /** The team in the room for which a shared screen acted. */
  readonly forTeam: string | null
  /** The device that signed it is somebody else's, as far as its host knows. Set by the host. */
  readonly claimed?: true
  /** A guest's name as they gave it: they spoke from a phone, and the host wrote it down for them. Set by the host. */
  readonly guest?: string
}

/** client id -> [seq, clock]: what of a line was known. Keys are decimal client ids. */
export type Knowledge = Readonly<Record<string, readonly [seq: number, clock: number]>>

/** A record before its host signed it: what one writer's line says next. See src/decisions for the record. */
export interface Envelope {
  readonly client: number
  /** Counts this line's records from 1 without gaps. */
  readonly seq: number
  /** What the writer's document held when the transaction began, as far as new since the line's last record. */
  readonly after: Knowledge
  readonly author: Author
  /** Milliseconds since 1970 by the writer's clock. Shown, never trusted for order. */
  readonly time: number
  /** Groups the records of one intent. */
  readonly change: string
  readonly entries: readonly Entry[]
  /** A Yjs V1 update whose structs are all this line's. */
  readonly update: Uint8Array
  /** Which split lines its writer's document knew of, as its host told it. Not a part of the record. */
  readonly forks?: string
}
