import type { Command } from '../../src/commands/command.ts'
import { openDeviceNotes } from '../../src/host/device-notes.ts'
import { historyHere, type History } from '../../src/host/history/history.ts'
import type { PlanHost } from '../../src/host/plan-host.ts'
import { createPlans, type Plans } from '../../src/host/plans.ts'
import { clock } from '../../src/host/ports/clock.ts'
import type { Files } from '../../src/host/ports/files.ts'
import { createMemoryFiles } from '../../src/host/ports/memory-files.ts'
import { isDamage } from '../../src/host/vault/damage.ts'
import { openVault, type Vault } from '../../src/host/vault/vault.ts'
import type { Author } from '../../src/model/envelope.ts'
import type { Failure } from '../../src/model/result.ts'
import { seededRandom } from './in-memory-plan.ts'

/** A day of the test's own: nothing depends on the time at which it runs. */
export const MORNING = Date.UTC(2026, 4, 12, 9)

/** Two or more hosts of one plan, each with its disk, which hear of each other only when `meet` says so. Their clock is the test's. */
export class HostsApart {
  now = MORNING
  readonly all: HostApart[] = []
  readonly keys = new Map<string, Uint8Array>()
  readonly plan = 'harbour'

  async add(person: string, options: { files?: Files; folder?: string; role?: string } = {}): Promise<HostApart> {
    const host = new HostApart(
      this,
      person,
      options.role ?? 'po',
      options.files ?? createMemoryFiles(),
      options.folder ?? '/data',
    )
    await host.start(this.all.length + 1)
    if (this.all.length === 0) await host.vault.createPlan(this.plan)
    this.all.push(host)
    return host
  }

  /** A second between what one person does and the next thing. */
  tick(ms = 60_000): void {
    this.now += ms
  }

  /** Each hears what the others have, as after a link came up; `live`: while they are connected. */
  async meet(hosts: readonly HostApart[] = this.all, how: 'again' | 'first' | 'live' = 'again'): Promise<void> {
    for (let round = 0; round < (hosts.length > 2 ? 2 : 1); round++)
      for (const from of hosts)
        for (const to of hosts) {
          if (from === to) continue
          if (how === 'first' && !(await to.vault.plans()).includes(this.plan)) await to.vault.createPlan(this.plan)
          const { live } = await to.host()
          live.linkUp(from.device, how === 'live' ? 'again' : how)
          if (how === 'live') live.caughtUp(from.device)
          const known = (await to.host()).ledger.vector()
          const news = (await from.records()).filter(({ client, seq }) => seq > (known[client]?.[0] ?? 0))
          await (
            await to.host()
          ).receive(
            news.map(({ bytes }) => bytes),
            from.device,
          )
          live.linkDown(from.device)
        }
  }

  async stop(): Promise<void> {
    for (const host of this.all) await host.stop()
  }
}

export class HostApart {
  vault!: Vault
  plans!: Plans
  readonly news: { event: string; news: unknown }[] = []
  readonly faults: string[] = []
  readonly author: Author
  readonly files: Files
  history!: History
  /** Questions that were asked about the past. */
  readonly asked: string[] = []
  private readonly together: HostsApart
  private readonly folder: string
  private seed = 1

  constructor(together: HostsApart, person: string, role: string, files: Files, folder: string) {
    this.together = together
    this.files = files
    this.folder = folder
    this.author = { person, role, forTeam: null }
  }

  get device(): string {
    return this.vault.device.id
  }

  async start(seed = this.seed): Promise<void> {
    this.seed = seed + 100
    const { together } = this
    const opened = await openVault({
      files: this.files,
      root: this.folder,
      clock: { ...clock, now: () => together.now },
      random: seededRandom(seed),
      snapshotWorker: null,
    })
    if (!opened.ok) throw new Error(opened.error.message)
    const vault = (this.vault = opened.value)
    together.keys.set(vault.device.id, vault.device.publicKey)
    const notes = await openDeviceNotes({
      read: (name) => vault.readNote(name),
      write: (name, value) => vault.writeNote(name, value),
    })
    if (!notes.ok) throw new Error(notes.error.message)
    const random = seededRandom(seed * 31)
    const past = historyHere(this.files)
    this.history = {
      ...past,
      ask: (plan, question, args) => {
        this.asked.push(question)
        return past.ask(plan, question, args)
      },
    }
    this.plans = createPlans({
      vault,
      history: this.history,
      notes: notes.value,
      now: () => together.now,
      random,
      newId: () => Array.from({ length: 16 }, () => 'abcdefghijklmnopqrstuvwxyz'[Math.floor(random() * 26)]).join(''),
      onFault: (what, error) => this.faults.push(`${what}: ${String(error)}`),
      memberKeys: (device) => together.keys.get(device),
    })
    this.plans.onNews((_, event, news) => void this.news.push({ event, news }))
  }

  async stop(): Promise<void> {
    await this.plans.closeAll()
    await this.vault.close()
  }

  host(): Promise<PlanHost> {
    return this.plans.open(this.together.plan)
  }

  /** One intent of this person, a minute after the last one. */
  async run<Args, F extends Failure, Value>(
    command: Command<Args, F, Value>,
    args: Args,
    author = this.author,
  ): Promise<Value> {
    this.together.tick()
    return (await this.host()).run(author, command, args)
  }

  async records(): Promise<{ client: number; seq: number; bytes: Uint8Array }[]> {
    const host = await this.host()
    await host.flushed()
    const opened = await this.vault.openPlan(this.together.plan)
    if (!opened.ok) throw new Error(opened.error.message)
    const records: { client: number; seq: number; bytes: Uint8Array }[] = []
    const { decodeRecord } = await import('../../src/sync/record.ts')
    for await (const one of opened.value.read()) {
      if (isDamage(one)) continue
      const record = decodeRecord(one.bytes)
      if (record.ok) records.push({ client: record.value.client, seq: record.value.seq, bytes: one.bytes })
    }
    return records
  }
}
