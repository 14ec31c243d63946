import type * as Y from 'yjs'
import type { Clock } from '../ports/clock.ts'
import type { Gone, MailLink, MailServer } from './mail-server.ts'

export type LinkState = { readonly state: 'connecting' | 'here' | 'away'; readonly trouble: string }

/** Keeps a document linked with a server: after a failure it tries again, soon at first and then less often. */
export interface KeptLink {
  state(): LinkState
  close(): void
}

const FIRST_MS = 1_000
const LONGEST_MS = 60_000

export function keepLinked(parts: {
  readonly server: MailServer
  readonly name: string
  readonly doc: Y.Doc
  readonly clock: Clock
  readonly random: () => number
  readonly onState: (state: LinkState) => void
  /** The document is of no more use, nor is this link. */
  readonly onSpoiled: (why: Gone) => void
  /** Milliseconds before the first new try. */
  readonly first?: number | undefined
}): KeptLink {
  const { clock } = parts
  const first = parts.first ?? FIRST_MS
  let now: LinkState = { state: 'connecting', trouble: '' }
  let link: MailLink | null = null
  let pause = first
  let isOver = false
  let stop = (): void => undefined
  // What a server says at once is said to somebody who has the link already.
  queueMicrotask(call)

  return {
    state: () => now,
    close() {
      isOver = true
      stop()
      link?.close()
    },
  }

  function call(): void {
    if (isOver) return
    link = parts.server.open(parts.name, parts.doc, {
      here() {
        pause = first
        say({ state: 'here', trouble: '' })
      },
      gone(why) {
        if (isOver) return
        link = null
        if (why.isSpoiled === true) return parts.onSpoiled(why)
        say({ state: 'away', trouble: why.trouble })
        // Hosts that lost a server together must not all come back in one moment.
        stop = clock.after(Math.max(pause, why.pause ?? 0) * (0.75 + parts.random() / 2), call)
        pause = Math.min(LONGEST_MS, pause * 2)
      },
    })
  }

  function say(state: LinkState): void {
    now = state
    if (!isOver) parts.onState(state)
  }
}
