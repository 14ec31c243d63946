import * as Y from 'yjs'
import type { HostLink } from '../../../src/contract/calls.ts'
import { createLineWriter } from '../../../src/doc/line-writer.ts'
import { setField } from '../../../src/doc/write.ts'
import type { Envelope } from '../../../src/model/envelope.ts'
import type { Edited } from './peer-questions.ts'

/** A window that changes titles, as a person would. */
export interface Editor {
  edit(n: number): Promise<Edited>
}

export async function openEditor(link: HostLink, plan: string): Promise<Editor> {
  const doc = new Y.Doc()
  const welcome = await link.call('plan.open', {
    plan,
    lease: null,
    acknowledged: {},
    stateVector: Y.encodeStateVector(doc),
  })
  const { lease, vector, update } = welcome
  Y.applyUpdate(doc, update)
  const cut: Envelope[] = []
  const writer = createLineWriter({
    doc,
    lease,
    known: vector,
    now: () => Date.now(),
    onEnvelope: (envelope) => cut.push(envelope),
    onLeaseBroken: () => {
      throw new Error('A line broke.')
    },
  })
  link.on('plan.records', ({ records }) => {
    for (const record of records) writer.applyRemote(record, 'remote')
  })
  const ids = [...doc.getMap('items').keys()]
  const author = { person: 'bench', role: 'po', forTeam: null }
  return {
    async edit(n) {
      const id = ids[(n * 7919) % ids.length] as string
      writer.write({ author, change: `edit-${lease.client}-${n}` }, (log) => {
        setField(doc, 'items', id, 'title', `A berth is held for edit ${n}`)
        log({ name: 'item.edit', record: `items/${id}`, field: 'title', from: null, to: `edit ${n}`, why: '' })
      })
      const [envelope] = cut.splice(0) as [Envelope]
      const at = Number(process.hrtime.bigint()) / 1e6
      const answer = await link.call('plan.push', { plan, envelopes: [envelope] })
      if (answer.saved.length !== 1) throw new Error(`It was not saved: ${answer.refused[0]?.why ?? 'it waits'}`)
      return { client: envelope.client, seq: envelope.seq, at, saved: Number(process.hrtime.bigint()) / 1e6 - at }
    },
  }
}
