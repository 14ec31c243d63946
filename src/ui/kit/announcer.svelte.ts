import { untrack } from 'svelte'

/** Says to screen readers what the eye sees happen. Said twice the same, it is read twice. */
export interface Announcer {
  readonly words: string
  /** Changes with each saying. */
  readonly turn: number
  say(words: string): void
}

export function createAnnouncer(): Announcer {
  let words = $state('')
  let turn = $state(0)
  return {
    get words() {
      return words
    },
    get turn() {
      return turn
    },
    say(next) {
      words = next
      turn = untrack(() => turn) + 1
    },
  }
}
