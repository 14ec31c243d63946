/**
 * One text without what the taken records did to it: their characters go, what only they deleted returns. Characters that
 * an undo wrote anew count as those that they stand for, so that taking back, bringing forth and taking back again end
 * where they should and nothing stands there twice.
 */
import * as Y from 'yjs'
import type { LostText, Range } from './opposite.ts'
import { counters, type SeenRecord, type SeenRecords } from './take-back-records.ts'

export interface TextWithout {
  /** Characters to delete, all of them live. */
  readonly written: readonly Range[]
  /** Characters to write again where they stood. */
  readonly deleted: readonly LostText[]
  /** Changes whose effect goes. */
  readonly changes: ReadonlySet<string>
  /** Characters that should return and that nobody can read any more. */
  readonly unreadable: number
}

/** A run of characters that one record wrote and the same records deleted, or nobody. */
interface Run {
  readonly client: number
  readonly clock: number
  readonly len: number
  /** What it says: null where that is not known any more, undefined while nobody asked. */
  str: string | null | undefined
  readonly record: SeenRecord | undefined
  /** Null while it stands. */
  readonly deletedBy: readonly SeenRecord[] | null
}

export function textWithout(
  text: Y.Text,
  records: SeenRecords,
  isTaken: (record: SeenRecord | undefined) => boolean,
): TextWithout {
  let runs = [...runsOf(text, records)]
  // Only what an undo wrote again has to be told letter by letter.
  const copies = runs.some((run) => run.record !== undefined && isUndo(run.record))
    ? copiesIn((runs = runs.flatMap((run) => letters(run, wordsOf(run, records)))))
    : NO_COPIES
  const written: Range[] = []
  const deleted: LostText[] = []
  const changes = new Set<string>()
  let unreadable = 0
  const isTheirs = (run: Run): boolean => isTaken(run.record) || isTaken(originalOf(run, copies).record)
  for (const run of runs) {
    const theirs = isTheirs(run)
    if (run.deletedBy === null) {
      if (!theirs) continue
      add(written, run)
      note(changes, [originalOf(run, copies).record, run.record].find(isTaken))
    } else if (!theirs && run.deletedBy.length > 0 && run.deletedBy.every(isTaken) && !isBack(run)) {
      const words = wordsOf(run, records)
      if (words === '') continue
      if (words === null) unreadable += run.len
      else deleted.push({ client: run.client, clock: run.clock, text: words })
      for (const record of run.deletedBy) note(changes, record)
    }
  }
  return { written, deleted, changes, unreadable }

  /** Whether somebody brought it back already: its copy stands, or went for a reason of its own. */
  function isBack(run: Run): boolean {
    return (copies.of.get(run) ?? []).some(
      (copy) =>
        copy.deletedBy === null ||
        copy.deletedBy.some((by) => !isTaken(by) && !counters(by, copy.record as SeenRecord)) ||
        isBack(copy),
    )
  }
}

interface Copies {
  /** What a letter that an undo wrote stands for. */
  readonly standsFor: ReadonlyMap<Run, Run>
  /** The letters that stand for one. */
  readonly of: ReadonlyMap<Run, readonly Run[]>
}
const NO_COPIES: Copies = { standsFor: new Map(), of: new Map() }

function originalOf(run: Run, { standsFor }: Copies): Run {
  let original = run
  for (let next = standsFor.get(original); next !== undefined; next = standsFor.get(original)) original = next
  return original
}

/**
 * An undo writes words again right behind the deleted ones, in their order. Read backwards from there, each letter of it
 * stands for the nearest deleted one of the same letter that the undone change deleted.
 */
function copiesIn(runs: readonly Run[]): Copies {
  const standsFor = new Map<Run, Run>()
  const of = new Map<Run, Run[]>()
  for (let end = runs.length - 1; end >= 0; end--) {
    const undo = runs[end]?.record
    if (undo === undefined || !isUndo(undo)) continue
    let first = end
    while (runs[first - 1]?.record?.change === undo.change) first--
    let at = first - 1
    for (let i = end; i >= first; i--) {
      const copy = runs[i] as Run
      while (at >= 0 && runs[at]?.record?.change !== undo.change && !isCopied(runs[at] as Run, copy, undo)) at--
      const original = runs[at]
      if (original === undefined || original.record?.change === undo.change) break
      standsFor.set(copy, original)
      of.set(original, [...(of.get(original) ?? []), copy])
      at--
    }
    end = first
  }
  return { standsFor, of }
}

function isCopied({ record, str, deletedBy }: Run, copy: Run, undo: SeenRecord): boolean {
  if (deletedBy === null || (str !== null && str !== copy.str)) return false
  if (record !== undefined && counters(undo, record)) return false
  const isCountered = (by: SeenRecord): boolean => counters(undo, by)
  // Taking back returns only what nobody else deleted.
  return undo.undoes === null ? deletedBy.length > 0 && deletedBy.every(isCountered) : deletedBy.some(isCountered)
}

const isUndo = (record: SeenRecord): boolean => record.undoes !== null || record.takesBack !== null

function* runsOf(text: Y.Text, records: SeenRecords): Iterable<Run> {
  for (let item = text._start; item !== null; item = item.right) {
    if (!item.deleted && !item.countable) continue
    const { client, clock } = item.id
    const str = item.content instanceof Y.ContentString ? item.content.str : undefined
    for (const part of records.partsOf(client, clock, item.length)) {
      const { record } = part
      const words = (at: number, len: number): string | undefined => str?.slice(at - clock, at - clock + len)
      if (!item.deleted)
        yield { client, clock: part.clock, len: part.len, str: words(part.clock, part.len), record, deletedBy: null }
      else
        for (const { clock: at, len, by } of records.deletersOf(client, part.clock, part.len))
          yield { client, clock: at, len, str: words(at, len), record, deletedBy: by }
    }
  }
}

/** What a run says, or said: of deleted letters only their record knows. Empty where there were no letters. */
function wordsOf(run: Run, records: SeenRecords): string | null {
  if (run.str !== undefined) return run.str
  let words = ''
  for (let at = run.clock; at < run.clock + run.len;) {
    const struct = records.structAt(run.client, at)
    if (struct === undefined) return (run.str = null)
    const { content, id, length } = struct
    const end = Math.min(run.clock + run.len, id.clock + length)
    if (content instanceof Y.ContentString) words += content.str.slice(at - id.clock, end - id.clock)
    at = end
  }
  return (run.str = words)
}

function letters(run: Run, words: string | null): Run[] {
  if (run.len === 1 || words?.length !== run.len) return [{ ...run, str: words }]
  return Array.from({ length: run.len }, (_, i) => ({ ...run, clock: run.clock + i, len: 1, str: words.charAt(i) }))
}

function add(ranges: Range[], { client, clock, len }: Run): void {
  const last = ranges.at(-1)
  if (last?.client === client && last.clock + last.len === clock)
    ranges[ranges.length - 1] = { ...last, len: last.len + len }
  else ranges.push({ client, clock, len })
}

function note(changes: Set<string>, record: SeenRecord | undefined): void {
  if (record !== undefined) changes.add(record.change)
}
