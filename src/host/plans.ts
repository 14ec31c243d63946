import { CallFailed } from '../contract/calls.ts'
import type { HostEvents } from '../contract/calls.ts'
import type { PlanSummary, VerifyReport } from '../contract/host-info.ts'
import { isLive } from '../model/deletion.ts'
import type { Random } from '../model/id.ts'
import { planIdOf } from '../sync/membership/identity.ts'
import { founding } from '../sync/membership/stating.ts'
import { NONCE_LENGTH } from '../sync/membership/statement.ts'
import { KEY_LENGTH } from '../sync/noise/key-pair.ts'
import { sealFor } from '../sync/noise/sealed-box.ts'
import type { DeviceNotes } from './device-notes.ts'
import type { History } from './history/history.ts'
import type { Seat } from './hub.ts'
import type { MemberKeys } from './load-plan.ts'
import type { Mender } from './health/mender.ts'
import { openPlanHost, type PlanHost, type PlanHostParts } from './plan-host.ts'
import { sha256 } from './vault/record-crypto.ts'
import type { Vault } from './vault/vault.ts'

export type TellWindows = <E extends keyof HostEvents>(
  plan: string,
  event: E,
  news: HostEvents[E],
  except: Seat | null,
) => void

export interface Plans {
  /** All plans of the folder, the last changed first; a plan need not be opened for that. */
  list(): Promise<PlanSummary[]>
  create(): Promise<PlanHost>
  /** A plan of another host, ready to take its records in; made, empty, if it is not here. */
  takeIn(id: string): Promise<PlanHost>
  /** Opens a plan once and keeps it; rejects with CallFailed where it cannot be read. Nothing is written then. */
  open(id: string): Promise<PlanHost>
  opened(id: string): PlanHost | undefined
  allOpened(): readonly PlanHost[]
  /** Puts a proven copy aside, then removes; resolves to where the copy lies. */
  remove(id: string): Promise<string>
  noteSummary(host: PlanHost): Promise<void>
  /** Closes a plan, acts, and lets whoever asks open it again. Windows that are on it go on. */
  whileClosed<T>(id: string, act: () => Promise<T>): Promise<T>
  verify(): Promise<VerifyReport>
  onNews(tell: TellWindows): void
  closeAll(): Promise<void>
}

export function createPlans(parts: {
  vault: Vault
  history: History
  notes: DeviceNotes
  now: () => number
  random: Random
  newId: () => string
  onFault: (what: string, error: unknown) => void
  memberKeys?: MemberKeys
  /** Runs something once after so many milliseconds; the machine's timers where it is left out. */
  later?: (ms: number, act: () => void) => () => void
  /** Public key of a plan's founder, where this device was told it; else the plan says it itself. */
  rootOf?: (plan: string) => Uint8Array | null
  /** What backups hold of a plan's attached files. */
  filesInBackups?: PlanHostParts['filesInBackups']
  onOpened?: (plan: string) => void
  /** A plan is about to be removed: whoever works on it stops. */
  onLeaves?: (plan: string) => Promise<void>
  onRemoved?: (plan: string) => Promise<void>
  /** What a plan's founder is called; as its person, where it is left out. */
  ownName?: () => { readonly name: string; readonly person: string }
  /** Brings back what opening found damaged. */
  mender?: Pick<Mender, 'atOpening' | 'opened'>
}): Plans {
  const { vault, notes } = parts
  const hosts = new Map<string, Promise<PlanHost>>()
  const ready = new Map<string, PlanHost>()
  /** Plans that are being closed or removed: who opens one waits until its files are let go. */
  const leaving = new Map<string, Promise<unknown>>()
  const epoch = parts.newId()
  const randomBytes = (length: number): Uint8Array =>
    Uint8Array.from({ length }, () => Math.floor(parts.random() * 256))
  let tell: TellWindows = () => undefined

  const plans: Plans = {
    async list() {
      const summaries: PlanSummary[] = []
      for (const id of await vault.plans()) {
        const noted = ready.has(id) ? summaryOf(ready.get(id) as PlanHost) : notes.summaries()[id]
        summaries.push({
          id,
          archived: notes.archived().has(id),
          alsoCalled: notes.aliases()[id] ?? '',
          damaged: null,
          ...(noted ?? (await readSummary(id))),
        })
      }
      return summaries.sort((a, b) => (b.lastChange ?? 0) - (a.lastChange ?? 0) || (a.id < b.id ? -1 : 1))
    },
    async create() {
      const { device } = vault
      const nonce = randomBytes(NONCE_LENGTH)
      // Nobody else can say that it began a plan of this id.
      const id = planIdOf(sha256, device.publicKey, nonce)
      const made = await vault.createPlan(id)
      if (!made.ok) throw new CallFailed(made.error.type, made.error.message)
      const host = await plans.open(id)
      await found(host, nonce).catch((error: unknown) => parts.onFault('beginning a plan', error))
      return host
    },
    async takeIn(id) {
      if (!(await vault.plans()).includes(id)) {
        const made = await vault.createPlan(id)
        if (!made.ok) throw new CallFailed(made.error.type, made.error.message)
      } else if (hosts.has(id)) await plans.whileClosed(id, async () => undefined)
      return plans.open(id)
    },
    open(id) {
      let opening = hosts.get(id)
      if (opening === undefined) {
        opening = openOne(id)
        hosts.set(id, opening)
        opening.then(
          (host) => {
            ready.set(id, host)
            parts.onOpened?.(id)
          },
          () => hosts.delete(id),
        )
      }
      return opening
    },
    opened: (id) => ready.get(id),
    allOpened: () => [...ready.values()],
    async remove(id) {
      const host = await hosts.get(id)?.catch(() => undefined)
      if (host !== undefined && host.seats() > 0)
        throw new CallFailed('in-use', 'This plan is open in a window. Close it there first; nothing was removed.')
      const before = leaving.get(id)
      const removed = await letGo(id, async () => {
        await before
        await parts.onLeaves?.(id)
        await host?.close()
        return vault.removePlan(id)
      })
      if (!removed.ok) throw new CallFailed(removed.error.type, removed.error.message)
      await notes.setSummary(id, null)
      await notes.setArchived(id, false)
      await parts.onRemoved?.(id)
      return removed.value
    },
    async whileClosed(id, act) {
      const host = await hosts.get(id)?.catch(() => undefined)
      const before = leaving.get(id)
      return letGo(id, async () => {
        await before
        await host?.close()
        return act()
      })
    },
    noteSummary: (host) => notes.setSummary(host.id, summaryOf(host)),
    async verify() {
      const report: VerifyReport['plans'][number][] = []
      for (const id of await vault.plans()) {
        await ready.get(id)?.flushed()
        const found = await vault.verifyPlan(id, peopleOf(ready.get(id)))
        const name = ready.get(id)?.plan.facts.name ?? notes.summaries()[id]?.name ?? id
        report.push({ plan: id, name, records: found.records, damage: found.damage })
      }
      return { plans: report }
    },
    onNews(handler) {
      tell = handler
    },
    async closeAll() {
      await Promise.allSettled([...hosts.values(), ...leaving.values()])
      for (const host of ready.values()) {
        await host.close().catch((error: unknown) => parts.onFault('closing', error))
        await notes.setSummary(host.id, summaryOf(host)).catch((error: unknown) => parts.onFault('summary', error))
      }
      hosts.clear()
      ready.clear()
    },
  }
  return plans

  /** The first record of a plan says whose it is. */
  async function found(host: PlanHost, nonce: Uint8Array): Promise<void> {
    const { publicKey, noise } = vault.device
    const { name = '', person = null } = parts.ownName?.() ?? notes.profile() ?? {}
    const statement = founding(
      { key: publicKey, noise: noise.publicKey, name, person: person || null },
      {
        nonce,
        epochKey: randomBytes(KEY_LENGTH),
        seal: (noise, bytes) => sealFor(noise, bytes, randomBytes),
      },
    )
    const entry = { name: 'room.found', record: '', field: '', from: null, to: name, why: '' }
    if (statement !== null) await host.state(statement, { person: person || null, role: null, forTeam: null }, [entry])
  }

  async function openOne(id: string): Promise<PlanHost> {
    await leaving.get(id)
    if (!(await vault.plans()).includes(id))
      throw new CallFailed('no-plan', 'There is no such plan in this data folder.')
    const opened = await openPlanHost({
      ...parts,
      id,
      epoch,
      onBroken: () => void reopen(id),
      again: () => plans.open(id),
      ownPerson: () => notes.profile()?.person ?? null,
      tell: (event, news, except) => tell(id, event, news, except),
      mend: (damage) => parts.mender?.atOpening(id, damage) ?? Promise.resolve(false),
      onSettled: (host) =>
        void notes.setSummary(id, summaryOf(host)).catch((error: unknown) => parts.onFault('summary', error)),
    })
    if (!opened.ok) throw new CallFailed(opened.error.type, opened.error.message)
    parts.mender?.opened(opened.value)
    return opened.value
  }

  /** Memory and disk went apart: the next who asks reads the plan anew. */
  async function reopen(id: string): Promise<void> {
    const host = ready.get(id)
    if (host !== undefined)
      await letGo(id, () => host.close()).catch((error: unknown) => parts.onFault('reopen', error))
  }

  async function letGo<T>(id: string, act: () => Promise<T>): Promise<T> {
    hosts.delete(id)
    ready.delete(id)
    const going = act()
    const done = going.catch(() => undefined)
    leaving.set(id, done)
    try {
      return await going
    } finally {
      if (leaving.get(id) === done) leaving.delete(id)
    }
  }

  /** A plan that nobody noted, such as one copied into the folder by hand: opened once to learn its name. */
  async function readSummary(
    id: string,
  ): Promise<Pick<PlanSummary, 'name' | 'items' | 'lastChange' | 'sample' | 'damaged'>> {
    try {
      const host = await plans.open(id)
      await plans.noteSummary(host)
      return { ...summaryOf(host), damaged: null }
    } catch (error) {
      return {
        name: id,
        items: 0,
        lastChange: null,
        sample: false,
        damaged: error instanceof CallFailed ? error.message : 'It could not be opened.',
      }
    }
  }
}

function peopleOf(host: PlanHost | undefined): Record<string, string> {
  return Object.fromEntries([...(host?.plan.rows('people').values() ?? [])].map(({ id, name }) => [id, name]))
}

function summaryOf(host: PlanHost): { name: string; items: number; lastChange: number | null; sample: boolean } {
  let items = 0
  for (const item of host.plan.rows('items').values()) if (isLive(item)) items++
  return { name: host.plan.facts.name, items, lastChange: host.lastChange(), sample: host.plan.facts.sample }
}
