import type { DraftRow } from './cache-rows.ts'
import { openDraftTable, type DraftTable } from './draft-table.ts'

/** What was typed in a field and never kept. */
export type Draft = Pick<DraftRow, 'text' | 'base' | 'place'>

export interface DraftParts {
  readonly plan: string
  /** This window, told apart from every other one and from itself before a reload. */
  readonly window: string
  readonly now: () => number
  /** Whether nothing of a plan may lie on this machine's disk in the clear; then drafts live as long as the window. */
  readonly isEncrypted: () => boolean
  readonly locks: LockManager | undefined
  readonly table?: DraftTable
}

/** Half-typed fields of a plan in this browser. A cache: where it cannot be had, drafts live as long as the window. */
export interface Drafts {
  /** What earlier windows left is read. Never rejects, and takes a second at most. */
  readonly ready: Promise<void>
  /** What was typed there last, by a window that lives no more or by this one. This window has it from here on. */
  find(field: string): Draft | null
  put(field: string, draft: Draft): void
  /** It was kept, or taken back. */
  drop(field: string): void
  /** Drops what belongs to a field that is not there any more. */
  dropWhere(isGone: (field: string) => boolean): void
  /** Writes what is not written yet at once: the window may be gone in a moment. */
  flush(): void
  close(): void
}

/** What nobody came back to. Milliseconds. */
const LASTS_MS = 30 * 24 * 60 * 60 * 1_000

export function openDrafts({ plan, window, now, isEncrypted, locks, table = openDraftTable() }: DraftParts): Drafts {
  /** By field, newest first; the first one is this window's, once it was asked for. */
  const byField = new Map<string, DraftRow[]>()
  const stopLiving = liveAs(lockOf(plan, window), locks)
  const first = (field: string): DraftRow | undefined => byField.get(field)?.[0]
  const drafts: Drafts = {
    ready: load(),
    find(field) {
      const found = first(field)
      if (found !== undefined && found.window !== window) {
        const mine = { ...found, window }
        byField.get(field)?.splice(0, 1, mine)
        write(mine)
        erase(found)
      }
      return found ?? null
    },
    put(field, { text, base, place }) {
      const before = first(field)
      if (before?.window === window && before.text === text && before.base === base && before.place === place) return
      const row = { plan, field, window, text, base, place, at: now() }
      const rows = byField.get(field) ?? []
      rows.splice(0, before?.window === window ? 1 : 0, row)
      byField.set(field, rows)
      write(row)
    },
    drop(field) {
      const row = first(field)
      if (row?.window !== window) return
      byField.get(field)?.shift()
      erase(row)
    },
    dropWhere(isGone) {
      for (const [field, rows] of byField) {
        if (!isGone(field)) continue
        byField.delete(field)
        rows.forEach(erase)
      }
    },
    flush: () => table.flush(),
    close() {
      table.flush()
      stopLiving()
      table.close()
    },
  }
  return drafts

  async function load(): Promise<void> {
    if (isEncrypted()) return
    const [rows, living] = await Promise.all([table.read(plan), livingOf(locks)])
    for (const row of rows.sort((a, b) => b.at - a.at)) {
      if (row.at < now() - LASTS_MS) erase(row)
      // What another window types just now is that window's.
      else if (row.window === window || !living.has(lockOf(plan, row.window)))
        byField.set(row.field, [...(byField.get(row.field) ?? []), row])
    }
  }

  function write(row: DraftRow): void {
    if (!isEncrypted()) table.put(row)
  }

  function erase(row: DraftRow): void {
    table.delete(row)
  }
}

function lockOf(plan: string, window: string): string {
  return `ordinal-drafts-${plan}-${window}`
}

/** Holds a lock for as long as the window lives, or until the answer is called. */
function liveAs(name: string, locks: LockManager | undefined): () => void {
  let stop: () => void = () => undefined
  const stopped = new Promise<void>((resolve) => (stop = resolve))
  void locks?.request(name, () => stopped).catch(() => undefined)
  return stop
}

async function livingOf(locks: LockManager | undefined): Promise<ReadonlySet<string | undefined>> {
  try {
    return new Set((await locks?.query())?.held?.map(({ name }) => name))
  } catch {
    return new Set()
  }
}
