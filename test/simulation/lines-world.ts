import * as Y from 'yjs'
import type { RecordNews } from '../../src/contract/plan-messages.ts'
import { createLineWriter, type LineWriter } from '../../src/doc/line-writer.ts'
import { canonicalJson } from '../../src/doc/replica.ts'
import { openDeviceNotes } from '../../src/host/device-notes.ts'
import { historyHere } from '../../src/host/history/history.ts'
import type { Seat } from '../../src/host/hub.ts'
import type { PlanHost } from '../../src/host/plan-host.ts'
import { createPlans, type Plans } from '../../src/host/plans.ts'
import { clock } from '../../src/host/ports/clock.ts'
import { createMemoryFiles, type MemoryFiles } from '../../src/host/ports/memory-files.ts'
import { isDamage } from '../../src/host/vault/damage.ts'
import { openVault, type Vault } from '../../src/host/vault/vault.ts'
import type { Author, Envelope } from '../../src/model/envelope.ts'
import { decodeRecord } from '../../src/sync/record.ts'

const ROOT = '/data'
export const NOBODY: Author = { person: null, role: 'po', forTeam: null }
export type Edit = (doc: Y.Doc) => void

/** Public keys of all devices of one schedule: who is in the room. */
export type Members = Map<string, Uint8Array>

/** Timers of what a host does by itself after a while. */
export type Later = (ms: number, act: () => void) => () => void

/** A running host with its disk. */
export class SimHost {
  readonly name: string
  readonly files: MemoryFiles
  readonly windows: SimWindow[] = []
  readonly faults: string[] = []
  /** Why envelopes of windows were refused. */
  readonly refusals: string[] = []
  /** Virtual milliseconds; whoever lets time pass sets it. */
  time = 0
  vault!: Vault
  plans!: Plans
  private readonly members: Members
  private readonly random: () => number

  private readonly later: Later | undefined

  constructor(name: string, files: MemoryFiles, members: Members, random: () => number, later?: Later) {
    this.name = name
    this.files = files
    this.members = members
    this.random = random
    this.later = later
  }

  async start(): Promise<void> {
    const opened = await openVault({
      files: this.files,
      root: ROOT,
      clock,
      random: this.random,
      snapshotWorker: null,
      // A machine of its own for each clone, as far as locks go; the machine's name is the same, so a clone keeps its key.
      processes: {
        pid: 1 + Math.floor(this.random() * 2 ** 30),
        machine: async () => 'machine',
        lives: async () => false,
        birthOf: async () => null,
      },
    })
    if (!opened.ok) throw new Error(opened.error.message)
    this.vault = opened.value
    this.members.set(this.vault.device.id, this.vault.device.publicKey)
    const vault = this.vault
    const history = historyHere(this.files)
    const notes = await openDeviceNotes({
      read: (name) => vault.readNote(name),
      write: (name, value) => vault.writeNote(name, value),
    })
    if (!notes.ok) throw new Error(notes.error.message)
    this.plans = createPlans({
      vault,
      history,
      notes: notes.value,
      now: () => this.time,
      random: this.random,
      newId: () =>
        Array.from({ length: 16 }, () => 'abcdefghijklmnopqrstuvwxyz234567'[Math.floor(this.random() * 32)]).join(''),
      onFault: (what, error) =>
        this.faults.push(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
      memberKeys: (device) => this.members.get(device),
      ...(this.later === undefined ? {} : { later: this.later }),
    })
    this.plans.onNews((_plan, event, news, except) => {
      for (const window of [...this.windows]) if (window.seat !== except) window.hear(event, news)
    })
  }

  plan(id: string): Promise<PlanHost> {
    return this.plans.open(id)
  }

  /** Windows give their lines back, snapshots are made. */
  async stop(): Promise<void> {
    this.windows.length = 0
    await this.plans.closeAll()
    await this.vault.close()
  }

  /** The process ends without a word; what is on disk stays. */
  kill(): MemoryFiles {
    const left = this.files.afterPowerCut()
    this.files.powerOff()
    return left
  }

  async records(id: string): Promise<Uint8Array[]> {
    const plan = await this.plan(id)
    await plan.flushed()
    const opened = await this.vault.openPlan(id)
    if (!opened.ok) throw new Error(opened.error.message)
    const records: Uint8Array[] = []
    for await (const one of opened.value.read()) if (!isDamage(one)) records.push(one.bytes)
    return records
  }

  async changes(id: string): Promise<Set<string>> {
    const changes = new Set<string>()
    for (const bytes of await this.records(id)) {
      const record = decodeRecord(bytes)
      if (record.ok) changes.add(record.value.change)
    }
    return changes
  }

  async contents(id: string): Promise<string> {
    return canonicalJson((await this.plan(id)).plan.doc)
  }
}

/** A window: its own document, a writer and an outbox that outlives it. */
export class SimWindow {
  readonly seat: Seat
  readonly outbox: Envelope[]
  private readonly host: SimHost
  private readonly plan: string
  private readonly news: RecordNews[] = []
  private doc = new Y.Doc()
  private writer: LineWriter | null = null
  private isStale = false
  private wanted: number | null = null

  private constructor(host: SimHost, plan: string, outbox: Envelope[]) {
    this.host = host
    this.plan = plan
    this.outbox = outbox
    this.seat = { id: 'window', kind: 'window', send: () => undefined }
  }

  /** `lease`: the line that this window, or the one that it is a copy of, wrote under before. */
  static async open(
    host: SimHost,
    plan: string,
    { outbox = [], lease = null }: { outbox?: Envelope[]; lease?: number | null } = {},
  ): Promise<SimWindow> {
    const window = new SimWindow(host, plan, outbox)
    window.wanted = lease
    host.windows.push(window)
    await window.openAnew()
    return window
  }

  get lease(): number | null {
    return this.writer?.lease.client ?? null
  }

  async openAnew(): Promise<void> {
    await this.deliver(Infinity)
    this.isStale = false
    this.writer?.destroy()
    this.doc = new Y.Doc()
    this.news.length = 0
    const plan = await this.host.plan(this.plan)
    const welcome = await plan.meet(this.seat, {
      plan: this.plan,
      lease: this.wanted,
      acknowledged: {},
      stateVector: Y.encodeStateVector(this.doc),
    })
    Y.applyUpdate(this.doc, welcome.update, 'host')
    this.writer = createLineWriter({
      doc: this.doc,
      lease: welcome.lease,
      known: welcome.vector,
      now: () => 0,
      onEnvelope: (envelope) => this.outbox.push(envelope),
      onLeaseBroken: () => {
        this.isStale = true
      },
      forks: welcome.forks,
    })
  }

  edit(change: string, edit: Edit): void {
    this.writer?.write({ author: NOBODY, change }, () => edit(this.doc))
  }

  hear(event: string, news: unknown): void {
    if (event === 'plan.anew') this.isStale = true
    if (event === 'plan.records') this.news.push(...(news as { records: RecordNews[] }).records)
  }

  /** What the host told comes in; where a line went on meanwhile in another way, the window opens anew. */
  async takeNews(): Promise<void> {
    if (this.isStale) return this.openAnew()
    for (const one of this.news.splice(0)) {
      const known = this.writer?.vector()[one.client]?.[0] ?? 0
      if (one.seq <= known) continue
      if (one.seq > known + 1) return this.openAnew()
      this.writer?.applyRemote(one, 'remote')
    }
  }

  /** Answers the changes that were acknowledged. */
  async deliver(count: number): Promise<string[]> {
    const envelopes = this.outbox.slice(0, count)
    if (envelopes.length === 0) return []
    const plan = await this.host.plan(this.plan)
    const { saved, refused } = await plan.push(this.seat, envelopes)
    this.outbox.splice(0, envelopes.length)
    if (refused.length > 0) {
      this.isStale = true
      this.host.refusals.push(...refused.map(({ why }) => why))
    }
    const isSaved = ({ client, seq }: Envelope): boolean =>
      saved.some((one) => one.client === client && one.seq === seq)
    return envelopes.filter(isSaved).map(({ change }) => change)
  }
}

export function freshDisk(): MemoryFiles {
  return createMemoryFiles()
}
