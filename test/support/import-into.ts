import * as Y from 'yjs'
import { createLineWriter, type LineWriter } from '../../src/doc/line-writer.ts'
import { createPlan, type Plan } from '../../src/doc/plan.ts'
import type { Envelope } from '../../src/model/envelope.ts'
import type { ImportChoices, ImportReport } from '../../src/model/import-report.ts'
import { applyImport } from '../../src/interchange/apply-import.ts'
import { planImport } from '../../src/interchange/plan-import.ts'
import { readImport } from '../../src/interchange/read-import.ts'
import { seeded } from './random.ts'

export const NO_CHOICES: ImportChoices = { format: null, mapping: null, kinds: {}, dates: null }
export const AUTHOR = { person: null, role: 'po', forTeam: null }

/** A plan in memory with its own line, as a host has it. */
export interface TestPlan {
  readonly plan: Plan
  readonly writer: LineWriter
  readonly envelopes: Envelope[]
  readonly random: () => number
}

export function emptyPlan(seed = 7): TestPlan {
  const doc = new Y.Doc()
  const envelopes: Envelope[] = []
  const writer = createLineWriter({
    doc,
    lease: { client: 100 + seed, seq: 0, clock: 0 },
    known: {},
    now: () => 1_700_000_000_000,
    onEnvelope: (envelope) => envelopes.push(envelope),
    onLeaseBroken: () => {
      throw new Error('lease broken')
    },
  })
  return { plan: createPlan(doc), writer, envelopes, random: seeded(seed) }
}

export const NOW = 1_760_000_000_000

/** Reads, plans and writes a file; throws the sentence if it is refused. */
export function importInto(
  into: TestPlan,
  file: string | Uint8Array,
  choices: Partial<ImportChoices> = {},
  name = 'file',
): ImportReport {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
  const read = readImport(bytes, name, { ...NO_CHOICES, ...choices })
  if (!read.ok) throw new Error(read.error.message)
  const planned = planImport(into.plan, read.value, { random: into.random, now: NOW, person: null })
  const done = applyImport(into, planned, AUTHOR, `change-${into.envelopes.length}`)
  if (!done.ok) throw new Error(done.error.message)
  return done.value
}

/** Titles of the live items, in rank order. */
export function titlesOf({ plan }: TestPlan): string[] {
  return plan.order.ids.flatMap((id) => {
    const item = plan.row('items', id)
    return item && item.deleted === null ? [item.title] : []
  })
}
