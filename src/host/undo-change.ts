import type * as Y from 'yjs'
import type { UndoAnswer } from '../contract/plan-messages.ts'
import type { LineWriter } from '../doc/line-writer.ts'
import { MAX_ENTRIES, type Author, type Entry } from '../model/envelope.ts'
import { fail, ok, type Result } from '../model/result.ts'
import { applyOpposite } from '../sync/undo-apply.ts'
import { oppositeOf } from '../sync/undo.ts'
import type { Opposite } from '../sync/opposite.ts'
import type { PlanLog } from './plan-log.ts'

/** Fields and records that go back in one transaction, so that a record stays far below 4 MB. */
const PART = 5_000

/** What taking a change back would write. Reads the journal and takes its time: the plan may go on meanwhile. */
export async function findOpposite(doc: Y.Doc, log: PlanLog, change: string): Promise<Result<Opposite>> {
  const records = await log.recordsOf(change)
  if (records.length === 0)
    return fail({ type: 'no-change', message: `There is no change "${change}" in this plan. Nothing was undone.` })
  const recordHolding = async (client: number, clock: number) => (await log.holding(client, clock)) ?? undefined
  return ok(await oppositeOf({ change, records, doc, recordHolding }))
}

/**
 * Writes it as new edits on the host's own line, all under one new change. What somebody changed since is left alone and
 * listed, also what changed since the opposite was found.
 */
export function undoChange(parts: {
  doc: Y.Doc
  writer: LineWriter
  opposite: Opposite
  author: Author
  now: () => number
  newChange: () => string
}): Result<UndoAnswer> {
  const { doc, writer, opposite, author } = parts
  const undo = parts.newChange()
  const left = [...opposite.left]
  let restored = 0
  for (const part of inParts(opposite)) {
    const entries: Entry[] = []
    const done = writer.write({ author, change: undo }, (say) => {
      const undone = applyOpposite(doc, part, { person: author.person, at: parts.now(), why: '' }, (entry) =>
        entries.push(entry),
      )
      for (const entry of entries.length <= MAX_ENTRIES ? entries : summed(entries)) say(entry)
      return undone
    })
    restored += done.restored
    left.push(...done.left)
  }
  if (restored === 0)
    return fail({
      type: 'nothing-to-undo',
      message: 'Nothing of this change is left to take back: it was undone, or everything it set has changed since.',
    })
  return ok({ change: undo, restored, left })
}

function* inParts(opposite: Opposite): Iterable<Opposite> {
  const { change, creations, fields, texts } = opposite
  yield { change, creations: creations.slice(0, PART), fields: fields.slice(0, PART), texts, left: [] }
  for (let at = PART; at < creations.length || at < fields.length; at += PART)
    yield {
      change,
      creations: creations.slice(at, at + PART),
      fields: fields.slice(at, at + PART),
      texts: [],
      left: [],
    }
}

/** The first entry names what is undone and stays; of the others a number a kind. */
export function summed([first, ...others]: readonly Entry[]): Entry[] {
  const counts = new Map<string, number>()
  for (const entry of others) counts.set(entry.name, (counts.get(entry.name) ?? 0) + 1)
  return [
    ...(first === undefined ? [] : [first]),
    ...[...counts].map(([name, to]) => ({ name, record: '', field: '', from: null, to, why: '' })),
  ]
}
