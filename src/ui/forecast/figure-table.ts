/** A cell of the table behind a picture; with `open`, the item that it is about can be opened. */
export type Cell = string | { readonly words: string; readonly open: string }
export interface FigureTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** Where a chart is drawn inside its picture, in pixels, and how large type is. */
export interface Plot {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly width: number
  readonly height: number
  /** 1 for the usual type, about 2 in the room. */
  readonly type: number
}

/** For whoever takes a picture along. */
export interface Taking {
  /** Of which plan, whose history and of which day, under the picture's title. */
  readonly about: string
  /** Says what was saved. */
  readonly say: (words: string) => void
}
