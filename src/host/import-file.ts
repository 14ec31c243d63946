import { randomBytes } from 'node:crypto'
import * as Y from 'yjs'
import type { ImportChoices, ImportReport } from '../contract/import-report.ts'
import { createLineWriter } from '../doc/line-writer.ts'
import { createPlan } from '../doc/plan.ts'
import type { OrdinalFile } from '../interchange/ordinal-file.ts'
import { applyImport } from '../interchange/apply-import.ts'
import { planImport } from '../interchange/plan-import.ts'
import { readImport } from '../interchange/read-import.ts'
import { isFileSize } from '../model/attachment.ts'
import type { Author, Envelope } from '../model/envelope.ts'
import type { Failure } from '../model/result.ts'
import type { ImportBase, ImportLine } from './plan-host.ts'

/** What a worker is given: the file, the plan as it stands (null: an empty one), and, unless it is a dry run, a line. */
export interface ImportTask {
  readonly fileName: string
  readonly bytes: Uint8Array
  readonly choices: ImportChoices
  readonly base: ImportBase | null
  readonly write: { readonly author: Author; readonly change: string; readonly lease: ImportLine['lease'] } | null
  readonly person: string | null
  readonly now: number
}

export type ImportWorkerNews =
  | { readonly is: 'progress'; readonly what: string; readonly done: number; readonly total: number }
  | {
      readonly is: 'done'
      readonly report: ImportReport
      readonly envelopes: readonly Envelope[]
      /** Bytes of attached files, by the hash that they should have. */
      readonly files: ReadonlyMap<string, Uint8Array>
      readonly needsMapping: boolean
      readonly whole: boolean
    }
  | { readonly is: 'failed'; readonly failure: Failure }

/** Reads, maps and checks an import off the host's loop. Touches no file: what it answers is the host's to store or drop. */
export function importFile(task: ImportTask, tell: (news: ImportWorkerNews) => void): void {
  tell({ is: 'progress', what: 'Reading the file', done: 0, total: 0 })
  const read = readImport(task.bytes, task.fileName, task.choices)
  if (!read.ok) return tell({ is: 'failed', failure: read.error })
  const doc = new Y.Doc({ gc: true })
  if (task.base !== null) Y.applyUpdate(doc, task.base.state, 'base')
  const plan = createPlan(doc)
  const random = (): number => randomBytes(4).readUInt32BE() / 2 ** 32
  tell({ is: 'progress', what: 'Comparing with the plan', done: 0, total: 0 })
  const planned = planImport(plan, read.value, { random, now: task.now, person: task.person })
  const needsMapping = read.value.needsMapping
  const whole = read.value.whole !== null && read.value.whole !== undefined
  if (task.write === null || task.base === null)
    return tell({ is: 'done', report: planned.report, envelopes: [], files: new Map(), needsMapping, whole })
  const envelopes: Envelope[] = []
  const writer = createLineWriter({
    doc,
    lease: task.write.lease,
    known: task.base.known,
    now: () => task.now,
    onEnvelope: (envelope) => envelopes.push(envelope),
    onLeaseBroken: () => undefined,
  })
  const written = applyImport({ plan, writer }, planned, task.write.author, task.write.change, {
    onBatch: (done, total) => tell({ is: 'progress', what: 'Writing items', done, total }),
  })
  if (!written.ok) return tell({ is: 'failed', failure: written.error })
  const files = filesIn(read.value.whole ?? null)
  tell({ is: 'done', report: written.value, envelopes, files, needsMapping, whole })
}

/** Only what a record of the file names, and no more than a plan takes. */
function filesIn(file: OrdinalFile | null): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  for (const { hash } of file?.attachments ?? []) {
    const text = file?.files?.[hash]
    if (text === undefined || files.has(hash)) continue
    const bytes = new Uint8Array(Buffer.from(text, 'base64'))
    if (isFileSize(bytes.length)) files.set(hash, bytes)
  }
  return files
}
