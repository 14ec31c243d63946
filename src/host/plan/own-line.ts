import { createLineWriter, type LineWriter, type WriteContext } from '../../doc/line-writer.ts'
import type { Entry, Envelope } from '../../model/envelope.ts'
import type { Statement } from '../../sync/membership/statement.ts'
import type { PlanLines } from './plan-lines.ts'
import type { PlanTruth } from './plan-truth.ts'

/** The host as a writer: commands, undo and whatever is written in parts go out under a line of its own. */
export interface OwnLine {
  /** Runs in a turn: `act` edits the document, and what came of it is judged, applied and on its way to the disk. */
  write<T>(act: (writer: LineWriter) => T): Promise<{ readonly value: T; readonly onDisk: readonly Promise<void>[] }>
  /** A statement about who belongs to the plan, as a record of its own. */
  state(
    statement: Statement,
    context: WriteContext,
    entries: readonly Entry[],
  ): Promise<{ readonly onDisk: readonly Promise<void>[] }>
  close(): Promise<void>
}

export function createOwnLine(
  truth: PlanTruth,
  lines: PlanLines,
  parts: { device: string; now: () => number },
): OwnLine {
  const { doc, ledger, journal } = truth
  let own: LineWriter | null = null
  let envelopes: Envelope[] = []
  truth.appliesBy((record) => {
    if (own === null) return false
    if (own.lease.client !== record.client) own.applyRemote(record, 'record')
    return true
  })
  lines.alsoTaken((client) => own?.lease.client === client)

  return {
    async write(act) {
      const value = act(await writer())
      return { value, onDisk: takeOwn() }
    },
    async state(statement, context, entries) {
      const line = await writer()
      line.note(context, entries)
      return { onDisk: takeOwn(statement) }
    },
    async close() {
      if (own === null) return
      await journal.leases.giveBack(own.lease.client)
      own.destroy()
    },
  }

  async function writer(): Promise<LineWriter> {
    if (own !== null && !own.broken) return own
    const lease = lines.lineOf(await lines.take())
    if (own === null)
      own = createLineWriter({
        doc,
        lease,
        known: ledger.vector(),
        now: parts.now,
        onEnvelope: (envelope) => envelopes.push(envelope),
        onLeaseBroken: () => undefined,
      })
    else own.adopt(lease)
    return own
  }

  function takeOwn(statement?: Statement): Promise<void>[] {
    const cut = envelopes
    envelopes = []
    return cut.map((envelope) => {
      const answer = ledger.seal(envelope, parts.device, { doc, statement })
      if (answer.answer !== 'apply')
        throw truth.broken(
          `The host's own edit was not let through: ${answer.answer === 'refuse' ? answer.message : answer.answer}`,
        )
      return truth.take(answer.record, null)
    })
  }
}
