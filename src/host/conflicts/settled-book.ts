import type { Conflict, SettledConflict } from '../../contract/conflict-calls.ts'
import type { Settlement } from '../../commands/settle-conflict.ts'
import type { Plan } from '../../doc/plan.ts'
import { SETTLEMENTS } from '../../sync/conflict-rows.ts'

/**
 * What people at this device saw as open and somebody settled since, wherever: it is told until somebody looked at it here, and
 * does not just vanish. Only that it was seen is kept; who chose what stands in the plan.
 */
export interface SettledBook {
  /** Settled ones of which nobody here knows; `open` are shown now. */
  list(open: readonly Conflict[]): Promise<SettledConflict[]>
  /** Somebody looked at these. */
  seen(ids: readonly string[]): Promise<void>
}

export interface SettledNote {
  readonly read: () => Promise<unknown>
  readonly write: (value: unknown) => Promise<void>
}

type Shown = Pick<Conflict, 'kind' | 'item'>

/** Conflicts that are remembered; of more the first are forgotten. */
const MOST_SHOWN = 1_000
export const MOST_SETTLED = 50

export function createSettledBook({ plan, note }: { readonly plan: Plan; readonly note: SettledNote }): SettledBook {
  let shown: Map<string, Shown> | null = null
  let writing: Promise<unknown> = Promise.resolve()

  return {
    async list(open) {
      const known = await read()
      const news = open.filter(({ id }) => !known.has(id))
      for (const { id, kind, item } of news) known.set(id, { kind, item })
      const settled: SettledConflict[] = []
      for (const [id, { kind, item }] of known) {
        const settlement = (plan.doc.getMap(SETTLEMENTS).get(id) ?? null) as Settlement | null
        if (settlement === null) continue
        const { record, key, value, by, at, why = '', decision } = settlement
        if (typeof record !== 'string' || typeof key !== 'string' || typeof at !== 'number') continue
        const one = { id, kind, item, record, key, value: value ?? null, by: by ?? null, at, why }
        settled.push({ ...one, isDecision: decision !== undefined })
      }
      if (news.length > 0) await write(known)
      return settled.sort((a, b) => b.at - a.at).slice(0, MOST_SETTLED)
    },
    async seen(ids) {
      const known = await read()
      if (ids.filter((id) => known.delete(id)).length > 0) await write(known)
    },
  }

  async function read(): Promise<Map<string, Shown>> {
    if (shown !== null) return shown
    const saved = await note.read().catch(() => undefined)
    shown ??= isNote(saved) ? new Map(Object.entries(saved.shown)) : new Map()
    return shown
  }

  /** What cannot be kept counts until this host ends. */
  function write(known: Map<string, Shown>): Promise<unknown> {
    for (const id of known.keys()) {
      if (known.size <= MOST_SHOWN) break
      known.delete(id)
    }
    writing = writing.then(() => note.write({ v: 1, shown: Object.fromEntries(known) })).catch(() => undefined)
    return writing
  }
}

function isNote(value: unknown): value is { readonly shown: Readonly<Record<string, Shown>> } {
  const shown = (value as { readonly shown?: unknown } | null | undefined)?.shown
  return typeof shown === 'object' && shown !== null && Object.values(shown).every((one) => typeof one === 'object')
}
