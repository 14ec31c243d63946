import type { Clock } from '../ports/clock.ts'

/** Files on their way in or out, by a name that only who asked for one knows. One that nobody asks after is dropped. */
export interface Transfers<T> {
  add(transfer: T): string
  /** Undefined where there is none (any more). While `act` runs it stays. */
  use<R>(file: string, act: (transfer: T) => Promise<R>): Promise<R> | undefined
  drop(file: string): Promise<void>
  stop(): Promise<void>
}

/** A window that was closed asks no more. */
const IDLE_MS = 10 * 60_000
/** The one that nobody asked after for longest goes first. */
const MOST = 8

export function createTransfers<T>(parts: {
  readonly clock: Clock
  readonly newId: () => string
  readonly end: (transfer: T) => Promise<void>
  /** Of what nobody waits for. */
  readonly onFault: (what: string, error: unknown) => void
}): Transfers<T> {
  const open = new Map<string, { readonly transfer: T; inUse: number; stop: () => void }>()
  const transfers: Transfers<T> = {
    add(transfer) {
      for (const [file, { inUse }] of open) if (open.size >= MOST && inUse === 0) dropUnasked(file)
      const file = parts.newId()
      open.set(file, { transfer, inUse: 0, stop: waitFor(file) })
      return file
    },
    use(file, act) {
      const found = open.get(file)
      if (found === undefined) return undefined
      found.inUse++
      found.stop()
      open.delete(file)
      open.set(file, found)
      return act(found.transfer).finally(() => {
        found.inUse--
        if (open.get(file) === found) found.stop = waitFor(file)
      })
    },
    async drop(file) {
      const found = open.get(file)
      open.delete(file)
      found?.stop()
      if (found !== undefined) await parts.end(found.transfer)
    },
    async stop() {
      for (const file of [...open.keys()]) await transfers.drop(file)
    },
  }
  return transfers

  function dropUnasked(file: string): void {
    transfers.drop(file).catch((error: unknown) => parts.onFault('clearing a file away', error))
  }

  function waitFor(file: string): () => void {
    return parts.clock.after(IDLE_MS, () => {
      if (open.get(file)?.inUse === 0) dropUnasked(file)
    })
  }
}
