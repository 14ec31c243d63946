/** Nobody waits longer for a change to come in. */
const PATIENCE_MS = 1_000

/** Changes of others, this window's undos among them, that came in. */
export class Arrivals {
  private readonly arrived = new Set<string>()
  private readonly waiting = new Map<string, () => void>()

  came(change: string): void {
    this.arrived.add(change)
    this.waiting.get(change)?.()
    this.waiting.delete(change)
  }

  /** Resolves when the change came in; at the latest after a second. */
  until(change: string): Promise<void> {
    if (this.arrived.has(change)) return Promise.resolve()
    return new Promise((resolve) => {
      this.waiting.set(change, resolve)
      setTimeout(resolve, PATIENCE_MS)
    })
  }
}
