/** Who wrote a field, from what stands there now back to its first value. */
import * as Y from 'yjs'
import { isSame } from '../doc/write.ts'
import { heldStruct } from './struct-places.ts'
import { counters, type SeenRecord, type SeenRecords } from './take-back-records.ts'

/** One write of a field. Writes that follow each other in one line may share a struct of the document. */
export interface Written {
  readonly client: number
  readonly clock: number
  readonly item: Y.Item
}

/** The value before; `lost` where a write was found and its value is not known any more. */
export type ValueBefore = { readonly is: unknown } | 'nothing' | 'lost'

export interface FieldHistory {
  last(item: Y.Item): Written
  /** Whether one of the taken records wrote it, or an undo that brought such a write back. */
  isTheirs(write: Written): boolean
  /** Whether nobody but the taken records deleted it. */
  isDeletedByThem(write: Written): boolean
  /** What stood there before the taken records wrote it, and which changes lie between. */
  before(write: Written): { readonly value: ValueBefore; readonly changes: readonly string[] }
  /** The same, but the write itself counts if another wrote it. */
  orEarlier(write: Written): { readonly value: ValueBefore; readonly changes: readonly string[] }
  /** True where what another wrote since left nothing of theirs: it was taken back already, or says what stood there before. */
  isGone(write: Written): boolean
  valueOf(write: Written): unknown
  /** Whether the write made a record or a text, and no value. */
  makesType(write: Written): boolean
}

export function createFieldHistory(
  records: SeenRecords,
  isTaken: (record: SeenRecord | undefined) => boolean,
): FieldHistory {
  const recordOf = ({ client, clock }: Written): SeenRecord | undefined => records.holding(client, clock)
  const memo = new Map<string, Written | null>()

  /** The write that a write by an undo stands for, itself for any other; null where it stands for no value at all. */
  const meant = (write: Written): Written | null => {
    let meaning: Written | null = write
    const passed: string[] = []
    while (meaning !== null) {
      const name = `${meaning.client}/${meaning.clock}`
      const known = memo.get(name)
      if (known !== undefined) {
        meaning = known
        break
      }
      const older = restored(meaning)
      if (older === meaning) break
      passed.push(name)
      meaning = older
    }
    for (const name of passed) memo.set(name, meaning)
    return meaning
  }

  /** One step of it: back past what the undo takes back, to what stood there before. */
  const restored = (write: Written): Written | null => {
    const undo = recordOf(write)
    if (undo === undefined || (undo.undoes === null && undo.takesBack === null)) return write
    // An undo restores what its writer knew; taking back restores what stands to the left.
    const step = undo.undoes === null ? leftOf : originOf
    let passed = false
    for (let older = step(write); older !== null; older = step(older)) {
      const record = recordOf(older)
      if (record !== undefined && counters(undo, record)) passed = true
      else if (passed) return older
    }
    return passed ? null : write
  }

  const isTheirs = (write: Written): boolean => {
    if (isTaken(recordOf(write))) return true
    const meaning = meant(write)
    return meaning !== null && meaning !== write && isTaken(recordOf(meaning))
  }

  /** What a write wrote: of one that was overwritten only its record knows. */
  const contentOf = ({ client, clock, item }: Written): unknown =>
    item.content instanceof Y.ContentDeleted ? records.structAt(client, clock)?.content : item.content

  const valueAt = (write: Written): unknown => {
    const { client, clock, item } = write
    const { content, id } = item.content instanceof Y.ContentDeleted ? (records.structAt(client, clock) ?? item) : item
    const values: unknown[] = content instanceof Y.ContentDeleted ? [] : content.getContent()
    return values[clock - id.clock]
  }

  const orEarlier: FieldHistory['orEarlier'] = (write) => {
    const changes: string[] = []
    let at: Written | null = write
    while (at !== null) {
      const record = recordOf(at)
      const meaning: Written | null = isTaken(record) ? at : meant(at)
      if (meaning === null) return { value: 'nothing', changes }
      if (isTaken(recordOf(meaning))) {
        changes.push((recordOf(meaning) as SeenRecord).change)
        at = leftOf(meaning)
        continue
      }
      const content = contentOf(meaning)
      if (content === undefined || content instanceof Y.ContentType) return { value: 'lost', changes }
      if (!(content instanceof Y.ContentDeleted)) return { value: { is: valueAt(meaning) }, changes }
      // What its own record overwrote at once is in no record; what counts stood before that.
      at = leftOf(meaning)
    }
    return { value: 'nothing', changes }
  }

  return {
    last: (item) => ({ client: item.id.client, clock: item.id.clock + item.length - 1, item }),
    isTheirs,
    isDeletedByThem: ({ client, clock }) => {
      for (const { by } of records.deletersOf(client, clock, 1)) return by.length > 0 && by.every(isTaken)
      return false
    },
    before: orEarlier,
    orEarlier,
    isGone(write) {
      const meaning = meant(write)
      if (meaning !== write) return true
      let theirs = leftOf(write)
      while (theirs !== null && !isTheirs(theirs)) theirs = leftOf(theirs)
      if (theirs === null) return true
      const { value } = orEarlier(theirs)
      if (value === 'lost') return false
      return isSame(valueAt(write) ?? null, value === 'nothing' ? null : (value.is ?? null))
    },
    valueOf: valueAt,
    makesType: (write) => contentOf(write) instanceof Y.ContentType,
  }
}

function leftOf({ client, clock, item }: Written): Written | null {
  if (clock > item.id.clock) return { client, clock: clock - 1, item }
  const { left } = item
  return left === null ? null : { client: left.id.client, clock: left.id.clock + left.length - 1, item: left }
}

/** What its writer saw in the field. */
function originOf({ client, clock, item }: Written): Written | null {
  if (clock > item.id.clock) return { client, clock: clock - 1, item }
  const { origin, parent } = item
  if (origin === null) return null
  const doc = (parent as Y.AbstractType<unknown>).doc
  const known = doc === null ? undefined : heldStruct(doc, origin)
  return known instanceof Y.Item ? { client: origin.client, clock: origin.clock, item: known } : null
}
