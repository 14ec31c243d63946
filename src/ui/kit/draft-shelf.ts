import { createContext } from 'svelte'

/** What was typed in a field and never kept. */
export interface Draft {
  readonly text: string
  /** What stood in the field when the typing began. */
  readonly base: string
  /** Where something new would stand; empty where that says nothing. */
  readonly place: string
}

/** Keeps what is typed until it is kept or taken back, also through a crash. Fields have names of the caller's choice. */
export interface DraftShelf {
  find(field: string): Draft | null
  put(field: string, draft: Draft): void
  drop(field: string): void
}

const [get, set, has] = createContext<DraftShelf>()

export const giveDrafts = set

/** Null where nobody gave one: then what is typed lives in its field alone. */
export function draftShelf(): DraftShelf | null {
  return has() ? get() : null
}
