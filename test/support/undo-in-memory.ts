import { applyOpposite } from '../../src/sync/undo-apply.ts'
import { oppositeOf, type RecordHolding } from '../../src/sync/undo.ts'
import { readUpdate } from '../../src/sync/update-form.ts'
import type { InMemoryPlan } from './in-memory-plan.ts'

/** Takes a change of a plan without a host back, as its host would. Answers what was left as it is, and why. */
export async function undoInMemory(at: InMemoryPlan, change: string): Promise<readonly string[]> {
  at.writer.flush()
  const records = at.envelopes.filter((envelope) => envelope.change === change)
  const spans = at.envelopes.map((envelope) => {
    const structs = readUpdate(envelope.update)?.structs ?? []
    const last = structs.at(-1)
    return { envelope, start: structs[0]?.id.clock ?? 0, end: last === undefined ? 0 : last.id.clock + last.length }
  })
  const held: RecordHolding = (client, clock) =>
    Promise.resolve(
      spans.find(({ envelope, start, end }) => envelope.client === client && start <= clock && clock < end)?.envelope,
    )
  const opposite = await oppositeOf({ change, records, recordHolding: held, doc: at.plan.doc })
  const by = { person: at.author.person, at: 7, why: '' }
  return at.writer
    .write({ author: at.author, change: `undo-of-${change}` }, (say) => applyOpposite(at.plan.doc, opposite, by, say))
    .left.map(({ why }) => why)
}
