import { memoryCache } from '../support/host-in-process.ts'

type Held = { readonly owner: object; readonly free: () => void }

/** What the windows of one browser share: the cache, and the locks that tell whose line is whose. */
export class SimulatedBrowser {
  readonly cache = memoryCache()
  private readonly held = new Map<string, Held[]>()

  /** Web Locks as one window sees them. */
  locksOf(owner: object): LockManager {
    const request = (name: string, ...rest: unknown[]): Promise<unknown> => {
      const act = rest.at(-1) as (lock: unknown) => unknown
      const options = (rest.length > 1 ? rest[0] : {}) as { ifAvailable?: boolean }
      const queue = this.held.get(name) ?? []
      this.held.set(name, queue)
      if (queue.length > 0 && options.ifAvailable === true) return Promise.resolve(act(null))
      return new Promise((resolve) => {
        const mine: Held = { owner, free: () => undefined }
        queue.push(mine)
        const begin = async (): Promise<void> => {
          const result = await act({ name, mode: 'exclusive' })
          this.leave(name, mine)
          resolve(result)
        }
        if (queue[0] === mine) void begin()
        else Object.assign(mine, { free: begin })
      })
    }
    return { request, query: async () => ({}) } as unknown as LockManager
  }

  /** A window died: the browser lets go of what it held. */
  release(owner: object): void {
    for (const [name, queue] of this.held) for (const one of [...queue]) if (one.owner === owner) this.leave(name, one)
  }

  private leave(name: string, one: Held): void {
    const queue = this.held.get(name) ?? []
    const at = queue.indexOf(one)
    if (at < 0) return
    queue.splice(at, 1)
    if (at === 0) queue[0]?.free()
  }
}
