/** The line that a tab writes under. One window holds it at a time, also while it cannot reach its host. */
export interface TabLine {
  /** The line that this tab had before a reload, held from here on; null if there is none or another window has it. */
  before(): Promise<number | null>
  /** Whether a window that lives has this line, be it this one. */
  isHeld(client: number): Promise<boolean>
  /** Holds a line that was leased, and lets go of the one before. */
  hold(client: number): Promise<void>
  release(): void
}

/**
 * Web Locks tell whose line is whose. Where a browser has none, a tab never goes on under the line of before: a browser that
 * duplicates a tab copies its session storage, and nothing could tell the copy from a reload.
 */
export function createTabLine(plan: string, tab: Storage, locks: LockManager | undefined): TabLine {
  const place = `ordinal-line-${plan}`
  const nameOf = (client: number): string => `${place}-${client}`
  let held: { readonly client: number; readonly letGo: () => void } | null = null
  const line: TabLine = {
    async before() {
      const client = Number(tab.getItem(place) ?? '')
      if (locks === undefined || !Number.isSafeInteger(client) || client <= 0) return null
      const letGo = await taken(client, true)
      if (letGo === null) return null
      line.release()
      held = { client, letGo }
      return client
    },
    async isHeld(client) {
      if (locks === undefined) return false
      return locks.request(nameOf(client), { ifAvailable: true }, (lock) => lock === null)
    },
    async hold(client) {
      tab.setItem(place, String(client))
      if (locks === undefined || client === held?.client) return
      line.release()
      const letGo = await taken(client, false)
      held = { client, letGo: letGo ?? (() => undefined) }
    },
    release() {
      held?.letGo()
      held = null
    },
  }
  return line

  /** How to let go of it; null if it is only wanted where it is free, and is not. */
  function taken(client: number, ifAvailable: boolean): Promise<(() => void) | null> {
    return new Promise((resolve) => {
      const hold = (lock: unknown): Promise<void> | undefined => {
        if (lock === null) return void resolve(null)
        return new Promise<void>((letGo) => resolve(letGo))
      }
      // Without the option no lock is asked for in the way that knows it.
      void (ifAvailable ? locks?.request(nameOf(client), { ifAvailable }, hold) : locks?.request(nameOf(client), hold))
    })
  }
}
