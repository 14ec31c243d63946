import { CallFailed, type HostEvents, type HostHandlers } from '../contract/calls.ts'
import type { ATTACHMENT_CALLS } from '../contract/attachment-calls.ts'
import type { BACKUP_CALLS } from '../contract/backup-calls.ts'
import type { HandlersOf } from '../contract/call.ts'
import type { CONFLICT_CALLS } from '../contract/conflict-calls.ts'
import type { HEALTH_CALLS } from '../contract/health-calls.ts'
import type { HISTORY_CALLS } from '../contract/history-calls.ts'
import type { LOCK_CALLS } from '../contract/lock-calls.ts'
import type { PLAN_FILE_CALLS } from '../contract/plan-file-calls.ts'
import type { SERVER_CALLS } from '../contract/server-calls.ts'
import type { ROOM_CALLS } from '../contract/room-calls.ts'
import type { ROUND_CALLS } from '../contract/round-calls.ts'
import type { HostInfo, PlanSummary, Presence, Profile, Settings } from '../contract/host-info.ts'
import { answerCalls, eventMessage } from '../contract/rpc.ts'
import type { Channel } from '../contract/wire.ts'
import { renamePlan } from '../commands/plan-facts.ts'
import { beginPlan, joinPlan } from './host-commands.ts'
import type { ImportJobs } from './import-jobs.ts'
import type { PlanHost } from './plan-host.ts'
import type { Plans } from './plans.ts'
import { saying } from './said-failure.ts'
import type { DeviceNotes } from './device-notes.ts'
import type { Rooms } from './room/rooms.ts'

/** One end of a channel: a window, or a command of this user. */
export interface Seat {
  readonly id: string
  readonly kind: 'window' | 'command'
  send<E extends keyof HostEvents>(event: E, news: HostEvents[E]): void
}

export type SetsOfCalls = HandlersOf<
  typeof ATTACHMENT_CALLS &
    typeof HISTORY_CALLS &
    typeof BACKUP_CALLS &
    typeof CONFLICT_CALLS &
    typeof HEALTH_CALLS &
    typeof LOCK_CALLS &
    typeof ROOM_CALLS &
    typeof ROUND_CALLS &
    typeof PLAN_FILE_CALLS &
    typeof SERVER_CALLS,
  Seat
>

export interface HubParts {
  readonly version: string
  readonly shell: HostInfo['shell']
  readonly dataFolder: string
  readonly plans: Plans
  readonly notes: DeviceNotes
  readonly imports: ImportJobs
  /** What answers history, backups, health and the lock. */
  readonly calls: SetsOfCalls
  readonly newId: () => string
  readonly freshUrl: () => string
  /** What goes on between the windows of a plan on this host and those on others. */
  readonly rooms: Pick<Rooms, 'tell' | 'others' | 'windowOpened' | 'windowsLeft'>
  /** Whether the data folder is encrypted. */
  readonly encrypted: () => boolean
  /** Prints a plan's roadmap; A4 or A3, landscape. */
  readonly printPdf: (plan: string, page: 'A4' | 'A3', session?: string) => Promise<Uint8Array>
  readonly onFault: (what: string, error: unknown) => void
}

export interface Hub {
  /** A window or a command came in: answers its calls until the channel closes. */
  welcome(channel: Channel, kind: Seat['kind']): void
  /** Who looks at a plan on other hosts changed. */
  presenceChanged(plan: string): void
  /** To every window and command. */
  tell<E extends keyof HostEvents>(event: E, news: HostEvents[E]): void
  readonly windows: () => number
}

/** Answers what windows and commands ask. Knows no disk and no network: plans, notes and jobs do the work. */
export function createHub(parts: HubParts): Hub {
  const seats = new Map<Seat, { plan: string | null; presence: Presence | null }>()
  const { plans, notes } = parts
  plans.onNews((planId, event, news, except) => {
    for (const [seat, sits] of seats) if (sits.plan === planId && seat !== except) seat.send(event, news as never)
  })

  const handlers: HostHandlers<Seat> = {
    ...parts.calls,
    'host.info': async () => ({
      version: parts.version,
      dataFolder: parts.dataFolder,
      shell: parts.shell,
      profile: notes.profile(),
      settings: notes.settings(),
      encrypted: parts.encrypted(),
    }),
    'host.freshUrl': async () => parts.freshUrl(),
    'host.verify': () => plans.verify(),
    'profile.set': async (_, { name, role }) => {
      const profile = { person: notes.profile()?.person ?? parts.newId(), name, role }
      await notes.setProfile(profile)
      return profile
    },
    'settings.set': async (_, change) => {
      const settings: Settings = { ...notes.settings(), ...withoutUndefined(change) }
      await notes.setSettings(settings)
      tellAll('settings.changed', settings)
      return settings
    },
    'plans.list': () => plans.list(),
    'plans.create': (_, { name }) =>
      made((host) =>
        host.run(author(), beginPlan, { name, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
      ),
    'plans.sample': (seat) =>
      made((host) => parts.imports.importSample(host, author(), (progress) => seat.send('job.progress', progress))),
    'plans.rename': async (_, { plan, name }) => {
      const host = await plans.open(plan)
      await host.run({ ...author(), role: 'po' }, renamePlan, { name })
      return listed(host)
    },
    'plans.duplicate': async (seat, { plan, name }) => {
      const from = await plans.open(plan)
      return made((host) =>
        parts.imports.importCopy(from, host, name ?? `${from.plan.facts.name} (copy)`, author(), (progress) =>
          seat.send('job.progress', progress),
        ),
      )
    },
    'plans.archive': async (_, { plan, archived }) => {
      await notes.setArchived(plan, archived)
      tellAll('plans.changed', undefined)
      return found(plan)
    },
    'plans.remove': async (_, { plan }) => {
      const copy = await plans.remove(plan)
      tellAll('plans.changed', undefined)
      return { copy }
    },
    'plan.open': async (seat, hello) => {
      const host = await plans.open(hello.plan)
      const profile = notes.profile()
      // Takes its turn before the meeting; a disk that fails is no reason not to read the plan.
      if (profile !== null && seat.kind === 'window' && !hasJoined(host, profile))
        host
          .run({ person: profile.person, role: profile.role, forTeam: null }, joinPlan, {
            person: profile.person,
            name: profile.name,
            role: profile.role,
          })
          .catch((error: unknown) => parts.onFault('joining a plan', error))
      const welcome = await host.meet(seat, hello)
      const sits = seats.get(seat)
      if (sits === undefined) host.goodbye(seat)
      else {
        if (sits.plan !== null && sits.plan !== hello.plan) leave(seat)
        sits.plan = hello.plan
        sits.presence = {
          id: seat.id,
          person: profile?.person ?? null,
          name: profile?.name ?? '',
          role: profile?.role ?? '',
          screen: '',
          item: null,
        }
        tellPresence(hello.plan)
        if (seat.kind === 'window') parts.rooms.windowOpened(hello.plan)
      }
      seat.send('plan.disk', { plan: hello.plan, status: host.diskStatus() })
      return welcome
    },
    'plan.close': async (seat, { plan, client }) => {
      const host = plans.opened(plan)
      await host?.closeLine(seat, client).catch((error: unknown) => parts.onFault('giving a line back', error))
      // A window may have opened the plan again while the last edits of its first visit were on their way.
      if (seats.get(seat)?.plan === plan && host?.holds(seat) !== true) leave(seat)
    },
    'plan.push': async (seat, { plan, envelopes }) => (await plans.open(plan)).push(seat, envelopes),
    'plan.undo': async (_, { plan, change, author: by }) => (await plans.open(plan)).undo(change, by),
    'plan.log': async (_, { plan, record, before, limit }) =>
      (await plans.open(plan)).log({ record, before, limit: Math.min(limit, 1000) }),
    'plan.presence': async (seat, { plan, screen, item, role, drives, hand }) => {
      const sits = seats.get(seat)
      if (sits?.plan !== plan || sits.presence === null) return
      sits.presence = { ...sits.presence, screen, item, role, drives, hand }
      tellPresence(plan)
    },
    'import.preview': (seat, args) => parts.imports.preview(args, (progress) => seat.send('job.progress', progress)),
    'import.run': async (seat, args) => {
      const report = await parts.imports.run(args, (progress) => seat.send('job.progress', progress))
      tellAll('plans.changed', undefined)
      return report
    },
    'import.cancel': async (_, { job }) => parts.imports.cancel(job),
    'plan.export': async (_, { plan, format, files }) => (await plans.open(plan)).export(format, files),
    'plan.printPdf': (_, { plan, page, session }) => parts.printPdf(plan, page, session),
  }

  return {
    tell: tellAll,
    presenceChanged(plan) {
      showPresence(
        plan,
        [...seats.values()].flatMap(({ plan: on, presence }) => (on === plan && presence !== null ? [presence] : [])),
      )
    },
    windows: () => [...seats.keys()].filter((seat) => seat.kind === 'window').length,
    welcome(channel, kind) {
      const seat: Seat = { id: parts.newId(), kind, send: (event, news) => channel.send(eventMessage(event, news)) }
      seats.set(seat, { plan: null, presence: null })
      channel.onClose(() => {
        leave(seat)
        seats.delete(seat)
        for (const host of plans.allOpened()) host.goodbye(seat)
      })
      answerCalls(channel, seat, saying(handlers), parts.onFault)
    },
  }

  function author() {
    const profile = notes.profile()
    return { person: profile?.person ?? null, role: profile?.role ?? 'po', forTeam: null }
  }

  async function found(id: string): Promise<PlanSummary> {
    const summary = (await plans.list()).find((one) => one.id === id)
    if (summary === undefined) throw new CallFailed('no-plan', 'There is no such plan in this data folder.')
    return summary
  }

  /** A new plan with something in it; without, there is none. */
  async function made(fill: (host: PlanHost) => Promise<unknown>): Promise<PlanSummary> {
    const host = await plans.create()
    try {
      await fill(host)
    } catch (error) {
      await plans.remove(host.id).catch((fault: unknown) => parts.onFault('removing a plan that was not made', fault))
      throw error
    }
    return listed(host)
  }

  async function listed(host: PlanHost): Promise<PlanSummary> {
    await plans.noteSummary(host)
    tellAll('plans.changed', undefined)
    return found(host.id)
  }

  function leave(seat: Seat): void {
    const sits = seats.get(seat)
    const plan = sits?.plan ?? null
    if (sits === undefined || plan === null) return
    sits.plan = null
    sits.presence = null
    tellPresence(plan)
    const isLast = ![...seats].some(([other, { plan: on }]) => on === plan && other.kind === 'window')
    if (seat.kind === 'window' && isLast) parts.rooms.windowsLeft(plan)
  }

  function tellPresence(plan: string): void {
    const own = [...seats.values()]
      .filter((sits) => sits.plan === plan && sits.presence !== null)
      .map((sits) => sits.presence as Presence)
    parts.rooms.tell(
      plan,
      own.map(({ drives = false, hand = false, ...one }) => ({ ...one, drives, hand })),
    )
    showPresence(plan, own)
  }

  function showPresence(plan: string, own: readonly Presence[]): void {
    const here = [...own, ...parts.rooms.others(plan)]
    for (const [seat, { plan: on, presence }] of seats)
      if (on === plan)
        seat.send('plan.presence', {
          plan,
          here: here.map((one) => (one === presence ? { ...one, isYou: true } : one)),
        })
  }

  function tellAll<E extends keyof HostEvents>(event: E, news: HostEvents[E]): void {
    for (const seat of seats.keys()) seat.send(event, news)
  }
}

function hasJoined({ plan, readOnly }: PlanHost, profile: Profile): boolean {
  const known = plan.row('people', profile.person)
  return (
    readOnly() !== null || (known !== undefined && known.name === profile.name && known.roles.includes(profile.role))
  )
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
