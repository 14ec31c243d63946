import * as Y from 'yjs'
import { createLineWriter, type LineWriter } from '../../src/doc/line-writer.ts'
import type { Author, Envelope } from '../../src/model/envelope.ts'
import { createAsking, type Asking } from '../../src/sync/asking.ts'
import { compareFrontiers } from '../../src/sync/exchange.ts'
import { faultOf, type JudgedRecord } from '../../src/sync/gate.ts'
import { createHeldRecords, type HeldRecords } from '../../src/sync/held.ts'
import { createIntake, type Intake } from '../../src/sync/intake.ts'
import type { Frontier, Missing } from '../../src/sync/ledger.ts'
import { createAsideRecords, type AsideRecords } from '../../src/sync/membership/aside-records.ts'
import type { Statement } from '../../src/sync/membership/statement.ts'
import { createPlanLedger, type PlanLedger, type SavedPlanLedger } from '../../src/sync/plan-ledger.ts'
import { contentValue } from '../../src/sync/content-value.ts'
import type { Write } from '../../src/sync/standing.ts'
import { applyOpposite } from '../../src/sync/undo-apply.ts'
import { readUpdate } from '../../src/sync/update-form.ts'
import { oppositeOf, type UndoRecord } from '../../src/sync/undo.ts'
import { cheapCrypto } from './record-crypto.ts'

export type Edit = (doc: Y.Doc) => void
const author: Author = { person: null, role: 'po', forTeam: null }
const PLAN = 'simulated'

/** A window of a host: its own document and line, an outbox, and news that come when somebody delivers them. */
export class SimulatedWindow {
  readonly doc = new Y.Doc()
  readonly outbox: Envelope[] = []
  readonly news: JudgedRecord[] = []
  private readonly writer: LineWriter
  private changes = 0
  private readonly host: SimulatedHost

  constructor(host: SimulatedHost, client: number) {
    this.host = host
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(host.doc))
    const { seq, clock } = host.ledger.lineOf(client) ?? { seq: 0, clock: 0 }
    this.writer = createLineWriter({
      doc: this.doc,
      lease: { client, seq, clock },
      known: host.ledger.vector(),
      now: () => 0,
      onEnvelope: (envelope) => this.outbox.push(envelope),
      onLeaseBroken: () => {
        throw new Error('A lease broke.')
      },
    })
  }
  get client(): number {
    return this.writer.lease.client
  }
  edit(edit: Edit): void {
    this.writer.write({ author, change: `w${this.client}-${++this.changes}` }, () => edit(this.doc))
  }
  hear(count: number): void {
    for (const record of this.news.splice(0, count))
      if (record.client !== this.client) this.writer.applyRemote(record, 'host')
    checkDoc(this.doc)
  }
  send(count: number): void {
    for (const envelope of this.outbox.splice(0, count)) this.host.seal(envelope, this)
  }
}

/** Which device of which plan it is, and whose records it knows how to check. */
export interface SimulatedIdentity {
  readonly plan: string
  readonly device: string
  readonly deviceKeys: (device: string) => Uint8Array | undefined
  /** Public key of the plan's founder, where this host was told it. */
  readonly pinnedRoot?: Uint8Array | null
}

const inOnePlan = (key: number): SimulatedIdentity => ({
  plan: PLAN,
  device: `d${key}`,
  deviceKeys: (device) => Uint8Array.of(Number(device.slice(1))),
})

/** What survives a kill: the last snapshot and the records after it. */
interface Disk {
  snapshot: { saved: string; state: Uint8Array } | null
  since: Uint8Array[]
  all: { readonly client: number; readonly seq: number; readonly bytes: Uint8Array }[]
}

export class SimulatedHost {
  doc = new Y.Doc()
  ledger!: PlanLedger
  windows: SimulatedWindow[] = []
  refusals: string[] = []
  held!: HeldRecords<number>
  aside!: AsideRecords<number>
  asking!: Asking
  readonly key: number
  private writer!: LineWriter
  private intake!: Intake<number>
  private readonly disk: Disk = { snapshot: null, since: [], all: [] }
  private readonly records = new Map<string, UndoRecord & { start: number; end: number }>()
  private lines = 0
  private changes = 0
  private stating: Statement | undefined
  private readonly push: (bytes: Uint8Array) => void
  private readonly identity: SimulatedIdentity

  /** `push` sends a new record to whoever is connected. */
  constructor(key: number, push: (bytes: Uint8Array) => void, identity: SimulatedIdentity = inOnePlan(key)) {
    this.key = key
    this.push = push
    this.identity = identity
    this.start()
  }

  /** Kill and start again: windows are gone with their outboxes, what was held is forgotten. */
  crash(): void {
    this.windows = []
    this.start()
  }

  snapshot(): void {
    this.disk.snapshot = { saved: JSON.stringify(this.ledger), state: Y.encodeStateAsUpdate(this.doc) }
    this.disk.since = []
  }

  openWindow(): void {
    this.windows.push(new SimulatedWindow(this, this.key * 1000 + 100 + ++this.lines))
  }

  edit(edit: Edit): void {
    this.writer.write({ author, change: `h${this.key}-${++this.changes}` }, () => edit(this.doc))
  }

  /** Says who belongs to the plan. */
  state(statement: Statement): void {
    this.stating = statement
    this.writer.note({ author, change: `s${this.key}-${++this.changes}` }, [])
    this.stating = undefined
  }

  async undo(change: string): Promise<void> {
    const records = [...this.records.values()].filter((record) => record.change === change)
    const opposite = await oppositeOf({
      change,
      records,
      doc: this.doc,
      recordHolding: (client, clock) =>
        Promise.resolve(
          [...this.records.values()].find((r) => r.client === client && r.start <= clock && clock < r.end),
        ),
    })
    this.writer.write({ author, change: `u${this.key}-${++this.changes}` }, (log) =>
      applyOpposite(this.doc, opposite, { person: null, at: 0, why: '' }, log),
    )
  }

  changesHeld(): string[] {
    return [...new Set([...this.records.values()].map(({ change }) => change))]
  }

  receive(bytes: Uint8Array, from: number): void {
    this.intake.receive(bytes, from)
  }

  seal(envelope: Envelope, from: SimulatedWindow | null): void {
    const answer = this.ledger.seal(envelope, this.identity.device, { doc: this.doc, statement: this.stating })
    if (answer.answer === 'known') return
    if (answer.answer !== 'apply') throw new Error(`Own envelope: ${JSON.stringify(answer)}`)
    this.take(answer.record, from)
    this.intake.tookElsewhere(envelope.client, envelope.seq)
    this.push(answer.record.bytes)
  }

  /** What a write wrote, from its record. */
  valueOf({ client, clock }: Write): unknown {
    const record = [...this.records.values()].find((r) => r.client === client && r.start <= clock && clock < r.end)
    const struct =
      record &&
      readUpdate(record.update)?.structs.find(({ id, length }) => id.clock <= clock && clock < id.clock + length)
    return struct instanceof Y.Item ? contentValue(struct.content) : undefined
  }

  frontier(): Frontier {
    return this.ledger.frontier()
  }

  /** What the other lacks by its frontier. */
  recordsFor(frontier: Frontier): Uint8Array[] {
    return this.read(compareFrontiers(this.frontier(), frontier).theyLack)
  }

  read(wanted: readonly Missing[]): Uint8Array[] {
    const runs = new Map(wanted.map((run) => [run.client, run]))
    return this.disk.all
      .filter(({ client, seq }) => {
        const run = runs.get(client)
        return run !== undefined && seq >= run.from && seq <= run.to
      })
      .map(({ bytes }) => bytes)
  }

  /** How many records it ever took. */
  get stored(): number {
    return this.disk.all.length
  }

  private start(): void {
    const { snapshot, since } = this.disk
    this.doc = new Y.Doc()
    if (snapshot) Y.applyUpdate(this.doc, snapshot.state)
    this.ledger = createPlanLedger({
      crypto: cheapCrypto(this.key),
      planId: this.identity.plan,
      deviceKeys: this.identity.deviceKeys,
      ownDevice: this.identity.device,
      pinnedRoot: this.identity.pinnedRoot,
      saved: snapshot ? (JSON.parse(snapshot.saved) as SavedPlanLedger) : undefined,
    })
    for (const bytes of since) {
      const answer = this.ledger.judge(bytes, { doc: this.doc, verified: true })
      if (answer.answer !== 'apply') throw new Error(`Journal: ${JSON.stringify(answer)}`)
      Y.applyUpdate(this.doc, answer.record.update)
      this.ledger.accept(answer.record)
    }
    this.held = createHeldRecords()
    this.aside = createAsideRecords()
    this.asking = createAsking()
    this.intake = createIntake({
      ledger: this.ledger,
      doc: this.doc,
      held: this.held,
      aside: this.aside,
      asking: this.asking,
      take: (record) => this.take(record, null),
      refused: (refusal) => this.refusals.push(refusal.message),
    })
    // A line that was not given back in order rests; the host goes on under another.
    const client = this.key * 1000 + ++this.lines
    this.writer = createLineWriter({
      doc: this.doc,
      lease: { client, seq: 0, clock: 0 },
      known: this.ledger.vector(),
      now: () => 0,
      onEnvelope: (envelope) => this.seal(envelope, null),
      onLeaseBroken: () => {
        throw new Error('A lease broke.')
      },
    })
  }

  private take(record: JudgedRecord, from: SimulatedWindow | null): void {
    const start = this.ledger.lineOf(record.client)?.clock ?? 0
    if (record.client !== this.writer.lease.client) this.writer.applyRemote(record, 'record')
    checkDoc(this.doc)
    this.ledger.accept(record)
    this.disk.since.push(record.bytes)
    this.disk.all.push({ client: record.client, seq: record.seq, bytes: record.bytes })
    this.records.set(`${record.client}/${record.seq}`, {
      client: record.client,
      change: record.change,
      entries: record.entries,
      update: record.update,
      start,
      end: record.clock,
    })
    for (const window of this.windows) if (window !== from) window.news.push(record)
  }
}

function checkDoc(doc: Y.Doc): void {
  const fault = faultOf(doc)
  if (fault) throw new Error(fault)
}
