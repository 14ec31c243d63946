import * as Y from 'yjs'
import type { Entry, Envelope, Knowledge } from '../../src/model/envelope.ts'
import type { JudgedRecord, Judgement } from '../../src/sync/gate.ts'
import { createPlanLedger, type PlanLedger, type SavedPlanLedger } from '../../src/sync/plan-ledger.ts'
import { faultOf } from '../../src/sync/gate.ts'
import { cheapCrypto } from './record-crypto.ts'

export const PLAN = 'plan'
/** Device `d3` has the key 3. */
export const deviceKeys = (device: string): Uint8Array | undefined =>
  device.startsWith('d') ? Uint8Array.of(Number(device.slice(1))) : undefined

/** One writer with its own document and ledger: the smallest thing that can make records and take them. */
export class RecordPeer {
  readonly doc = new Y.Doc()
  readonly ledger: PlanLedger
  readonly device: string
  readonly records: JudgedRecord[] = []
  client: number
  private told: Knowledge = {}

  constructor(key: number, client = key, saved?: SavedPlanLedger, state?: Uint8Array, plan = PLAN) {
    this.device = `d${key}`
    this.client = client
    this.ledger = createPlanLedger({ crypto: cheapCrypto(key), planId: plan, deviceKeys, saved })
    if (state) Y.applyUpdate(this.doc, state)
    this.doc.clientID = client
  }

  /** The envelope of one transaction; the document holds it already, the ledger not yet. */
  envelope(edit: (doc: Y.Doc) => void, more: Partial<Envelope> = {}): Envelope {
    const updates: Uint8Array[] = []
    const seq = this.ledger.lineOf(this.client)?.seq ?? 0
    const on = (update: Uint8Array): void => void updates.push(update)
    this.doc.on('update', on)
    this.doc.transact(() => edit(this.doc))
    this.doc.off('update', on)
    if (updates.length > 1) throw new Error('One transaction made several updates.')
    const all = this.ledger.vector()
    const after = Object.fromEntries(
      Object.entries(all).filter(([c, [s]]) => Number(c) !== this.client && s > (this.told[c]?.[0] ?? 0)),
    )
    this.told = all
    return {
      client: this.client,
      seq: seq + 1,
      after,
      author: { person: this.device, role: 'po', forTeam: null },
      time: 0,
      change: `${this.client}-${seq + 1}`,
      entries: [] as Entry[],
      update: updates[0] ?? Uint8Array.of(0, 0),
      ...more,
    }
  }

  write(edit: (doc: Y.Doc) => void, more: Partial<Envelope> = {}): JudgedRecord {
    const envelope = this.envelope(edit, more)
    const answer = this.ledger.seal(envelope, this.device, { doc: this.doc })
    if (answer.answer !== 'apply') throw new Error(JSON.stringify(answer))
    this.ledger.accept(answer.record)
    this.records.push(answer.record)
    return answer.record
  }

  take(bytes: Uint8Array): Judgement {
    const answer = this.ledger.judge(bytes, { doc: this.doc })
    if (answer.answer !== 'apply') return answer
    Y.applyUpdate(this.doc, answer.record.update, 'remote')
    const fault = faultOf(this.doc)
    if (fault) throw new Error(fault)
    this.ledger.accept(answer.record)
    this.records.push(answer.record)
    return answer
  }
}
