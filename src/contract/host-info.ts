/** A plan in the list of plans. */
export interface PlanSummary {
  readonly id: string
  readonly name: string
  readonly items: number
  /** Milliseconds since 1970, or null for a plan nobody has written in. */
  readonly lastChange: number | null
  readonly archived: boolean
  /** Another name that it was imported under; empty if there is none. */
  readonly alsoCalled: string
  readonly sample: boolean
  /** Why it cannot be opened, in one sentence; null if it can. */
  readonly damaged: string | null
}

/** Who works on this device. Asked once, on first run. */
export interface Profile {
  readonly person: string
  readonly name: string
  readonly role: string
}

export type Theme = 'system' | 'light' | 'dark' | 'room'

/** Settings of this device. */
export interface Settings {
  readonly theme: Theme
  /** Whether J, K, C and the other single letters act without Ctrl. */
  readonly singleKeys: boolean
  /** A room stays open when the last window of its plan was closed. */
  readonly roomOutlivesWindows?: boolean
  /** The middle of a long backlog is one row. */
  readonly foldMiddle?: boolean
  /** As many rows stay on top of it. */
  readonly foldAfter?: number
  /** Plan -> which day the forecast lines of its backlog look at, and whose history they are from. */
  readonly forecastLines?: Readonly<Record<string, { readonly day: string; readonly whose: string }>>
}

export interface HostInfo {
  readonly version: string
  readonly dataFolder: string
  /** `electron` prints by itself, `browser` through the print dialog. */
  readonly shell: 'electron' | 'browser'
  readonly profile: Profile | null
  readonly settings: Settings
  /** Whether the data folder is encrypted: then a window keeps nothing of a plan on disk. */
  readonly encrypted: boolean
}

/** The state of saving, for the line on top. */
export interface DiskStatus {
  readonly ok: boolean
  /** `disk-full`, `read-only`, `io-error`, `folder-gone`; empty if ok. */
  readonly reason: string
  readonly message: string
}

export interface Presence {
  /** The window. */
  readonly id: string
  readonly person: string | null
  readonly name: string
  readonly role: string
  /** The screen, and the item looked at. */
  readonly screen: string
  readonly item: string | null
  /** It shows the shared screen; others may follow it. */
  readonly drives?: boolean
  readonly hand?: boolean
  /** The other host whose window this is; left out for windows of this one. */
  readonly device?: string
  /** Milliseconds that the clock of that host is ahead of this one's; left out until it is known. */
  readonly ahead?: number
  /** A phone. */
  readonly guest?: boolean
  /** The window that is told this. */
  readonly isYou?: boolean
}

export interface Progress {
  readonly job: string
  readonly done: number
  readonly total: number
  /** What is being done, such as "Reading the export". */
  readonly what: string
}

/** What `ordinal verify` found: every record of every plan was read. */
export interface VerifyReport {
  readonly plans: readonly {
    readonly plan: string
    readonly name: string
    readonly records: number
    /** One sentence for each damaged place. */
    readonly damage: readonly string[]
  }[]
}
