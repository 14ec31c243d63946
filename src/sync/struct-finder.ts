/** What stood where, from the records of the journal: the document keeps only the last value of a field. */
import * as Y from 'yjs'
import { contentValue } from './content-value.ts'
import { isSameId, type LostText, type Range, type StructId } from './opposite.ts'
import { undoneBy, type PlanRecord } from './record.ts'
import { structHolding, type Struct } from './struct-places.ts'
import { readUpdate } from './update-form.ts'

/** What undo needs of a record; a decoded one has it all. */
export type UndoRecord = Pick<PlanRecord, 'client' | 'change' | 'entries' | 'update'>
/** The record that holds this struct, from journal or memory; undefined if it is not at hand. */
export type RecordHolding = (client: number, clock: number) => Promise<UndoRecord | undefined>

export interface StructFinder {
  /** What a field held before the change first wrote it; undefined if that cannot be found, `{value: undefined}` if nothing. */
  valueBefore(first: Y.Item): Promise<{ readonly value: unknown } | undefined>
  /** True if `live` was written by undo or redo and stands for `written`. */
  restores(live: StructId, written: StructId): Promise<boolean>
  textOf(ranges: readonly Range[]): Promise<LostText[]>
}

interface ReadRecord {
  readonly record: UndoRecord
  readonly structs: readonly Struct[]
  readonly start: number
  readonly end: number
}

/** Reads each record once. */
export function createStructFinder(recordHolding: RecordHolding): StructFinder {
  const read = new Map<number, ReadRecord[]>()
  const find = async ({ client, clock }: StructId): Promise<{ struct: Struct; record: UndoRecord } | undefined> => {
    let found = read.get(client)?.find(({ start, end }) => start <= clock && clock < end)
    if (found === undefined) {
      const record = await recordHolding(client, clock)
      const structs = ((record && readUpdate(record.update)?.structs) ?? []) as readonly Struct[]
      const last = structs.at(-1)
      if (record === undefined || last === undefined) return undefined
      found = { record, structs, start: structs[0]?.id.clock ?? 0, end: last.id.clock + last.length }
      const list = read.get(client)
      if (list) list.push(found)
      else read.set(client, [found])
    }
    const struct = structHolding(found.structs, clock)
    return struct && struct.id.clock <= clock && clock < struct.id.clock + struct.length
      ? { struct, record: found.record }
      : undefined
  }
  const meanings = new Map<string, StructId>()
  /**
   * The write that a write by undo stands for, itself for any other: back over its origins to the change that it took back,
   * past what that wrote, and whatever that stands for.
   */
  const meant = async (id: StructId): Promise<StructId> => {
    const name = `${id.client}/${id.clock}`
    const known = meanings.get(name)
    if (known) return known
    const found = await find(id)
    const undone = found ? undoneBy(found.record.entries) : null
    let before = undone !== null && found?.struct instanceof Y.Item ? found.struct.origin : null
    let passed = false
    while (before !== null) {
      const older = await find(before)
      if (!(older?.struct instanceof Y.Item)) return id
      if (older.record.change === undone) passed = true
      else if (passed) break
      before = older.struct.origin
    }
    const meaning = before === null ? id : await meant(before)
    meanings.set(name, meaning)
    return meaning
  }
  return {
    async valueBefore(first) {
      let origin = first.origin
      while (origin !== null) {
        const found = await find(origin)
        if (found === undefined || !(found.struct instanceof Y.Item)) return undefined
        // A value that its own record overwrote at once is not in the record any more; what counts stood before that.
        if (!(found.struct.content instanceof Y.ContentDeleted)) {
          return found.struct.content instanceof Y.ContentType
            ? undefined
            : { value: contentValue(found.struct.content) }
        }
        origin = found.struct.origin
      }
      return { value: undefined }
    },
    async restores(live, written) {
      return isSameId(await meant(live), await meant(written))
    },
    async textOf(ranges) {
      const lost: LostText[] = []
      for (const { client, clock, len } of ranges) {
        for (let at = clock; at < clock + len;) {
          const found = await find({ client, clock: at })
          const end = found ? Math.min(clock + len, found.struct.id.clock + found.struct.length) : at + 1
          const content = found?.struct instanceof Y.Item ? found.struct.content : null
          if (found && content instanceof Y.ContentString) {
            lost.push({
              client,
              clock: at,
              text: content.str.slice(at - found.struct.id.clock, end - found.struct.id.clock),
            })
          }
          at = end
        }
      }
      return lost
    },
  }
}
