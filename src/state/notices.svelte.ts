export type Tone = 'done' | 'refused' | 'failed'

/** One line that appears for a moment: what was done, with the way back, or why it was not. */
export interface Notice {
  readonly id: number
  readonly words: string
  readonly tone: Tone
  /** The change that "Undo" beside it takes back. */
  readonly undo: string | null
  /** It took so much away that it waits for a second look. */
  readonly stays: boolean
}

export interface Notices {
  readonly list: readonly Notice[]
  say(words: string, tone: Tone, undo?: string | null, stays?: boolean): void
  dismiss(id: number): void
}

/** More than these at once nobody reads; the oldest goes. */
const AT_ONCE = 3

export function createNotices(): Notices {
  let next = 1
  let list = $state.raw<readonly Notice[]>([])
  return {
    get list() {
      return list
    },
    say(words, tone, undo = null, stays = false) {
      // The same sentence again replaces itself: a held key does not fill the screen.
      list = [...list.filter((notice) => notice.words !== words), { id: next++, words, tone, undo, stays }].slice(
        -AT_ONCE,
      )
    },
    dismiss(id) {
      list = list.filter((notice) => notice.id !== id)
    },
  }
}
