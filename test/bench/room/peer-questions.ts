/** What is asked of a peer's process. */
export interface PeerQuestions {
  import: { readonly file: string }
  plans: null
  open: { readonly plan: string }
  invite: { readonly plan: string }
  /** Answers once it is in; the digits are told meanwhile. */
  join: { readonly invite: string; readonly name: string }
  admit: { readonly plan: string; readonly digits: string }
  /** Other devices that are linked. */
  here: { readonly plan: string }
  /** Admits every phone that asks; how many were in already. */
  letGuestsIn: { readonly plan: string }
  /** Shows an item to the phones. */
  drive: { readonly plan: string; readonly item: string }
  /** How many records are applied. */
  holds: { readonly plan: string }
  /** From now on arrivals are noted. Answers how many records are held. */
  watch: { readonly plan: string }
  /** One item's title; `n` null only opens the window that edits. */
  edit: { readonly plan: string; readonly n: number | null }
  /** Those since the last question. */
  arrivals: null
  meter: null
  /** Begins a profile, or ends it and writes it there. */
  profile: { readonly file: string }
  faults: null
  end: null
}

export interface PeerAnswers {
  import: string
  plans: readonly string[]
  open: { readonly invite: string; readonly guestUrl: string }
  invite: string
  join: string
  admit: void
  here: number
  letGuestsIn: number
  drive: void
  holds: number
  watch: number
  edit: Edited | null
  arrivals: readonly Arrival[]
  meter: Meter
  profile: void
  faults: readonly string[]
  end: void
}

/** Applied and on disk, at a time of the machine's one clock for all processes, in milliseconds; with its update's length. */
export type Arrival = readonly [client: number, seq: number, at: number, bytes: number]

export interface Edited {
  readonly client: number
  readonly seq: number
  /** When the window sent it, on the same clock. */
  readonly at: number
  /** Milliseconds until it was saved where it was made. */
  readonly saved: number
}

/** Of one process. Milliseconds and megabytes, counted from its start; `stall` and `turn` since the last question. */
export interface Meter {
  readonly at: number
  readonly cpu: number
  readonly rss: number
  /** What it has of the machine's memory where pages are shared with its like. */
  readonly own: number
  readonly heap: number
  readonly external: number
  readonly stall: number
  /** The longest turn of its loop in processor time. */
  readonly turn: number
  /** Bytes of frames that left. */
  readonly sent: number
  readonly frames: number
}

export interface Asked {
  readonly id: number
  readonly question: keyof PeerQuestions
  readonly args: unknown
}
