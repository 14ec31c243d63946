import type { Presence } from '../contract/host-info.ts'

/** Where a window is inside a plan, as far as it is told to others. */
export interface Spot {
  readonly screen: string
  readonly item: string | null
}

/** This window goes where another one goes, until its own person does something. */
export interface Follow {
  readonly whom: Presence | null
  follow(one: Presence): void
  stop(): void
  /** The others moved, came or went. */
  look(others: readonly Presence[]): void
  /** This window stands here now, whoever brought it here. */
  at(spot: Spot): void
  /** The person began to do something on the screen. */
  acted(): void
}

export function createFollow(parts: {
  readonly go: (spot: Spot) => void
  /** It ended without the person having asked for it. */
  readonly onEnd: (name: string, why: 'left' | 'acted') => void
}): Follow {
  let whom = $state.raw<Presence | null>(null)
  let here: Spot | null = null
  /** Where this window was sent and has not arrived yet. */
  let sent: Spot[] = []

  return {
    get whom() {
      return whom
    },
    follow(one) {
      whom = one
      sent = []
      mirror(one)
    },
    stop,
    look(others) {
      if (whom === null) return
      const now = others.find((one) => one.id === whom?.id)
      if (now === undefined) return end('left')
      whom = now
      mirror(now)
    },
    at(spot) {
      if (here !== null && isSame(here, spot)) return
      here = spot
      const arrived = sent.findIndex((one) => isSame(one, spot))
      if (arrived >= 0) sent = sent.slice(arrived + 1)
      else if (whom !== null) end('acted')
    },
    acted() {
      if (whom !== null) end('acted')
    },
  }

  /** A window that just opened the plan is nowhere yet. */
  function mirror({ screen, item }: Presence): void {
    const spot = { screen, item }
    if (screen === '' || isSame(sent.at(-1) ?? here, spot)) return
    sent = [...sent, spot]
    parts.go(spot)
  }

  function stop(): void {
    whom = null
    sent = []
  }

  function end(why: 'left' | 'acted'): void {
    const name = whom?.name ?? ''
    stop()
    parts.onEnd(name, why)
  }
}

function isSame(a: Spot | null, b: Spot): boolean {
  return a !== null && a.screen === b.screen && a.item === b.item
}
