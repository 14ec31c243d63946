import { untrack } from 'svelte'
import { confirmPulls } from '../../commands/confirm-pulls.ts'
import { setIfRoom } from '../../commands/if-room.ts'
import { pullItem, returnItem } from '../../commands/pull-item.ts'
import type { Item } from '../../model/item.ts'
import type { Person } from '../../model/people.ts'
import { confirmationOf, confirmerName } from '../../model/pull-confirmation.ts'
import { phaseOfSession } from '../../model/session.ts'
import { takenOffIn, type TakenOff } from '../../model/sprint-change.ts'
import type { Pull, Sprint } from '../../model/sprint.ts'
import { countedStays, waitsForRoom } from '../../model/sprint-scope.ts'
import { unitOf, unitWord, type Unit } from '../../model/team-unit.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import { planningOf } from '../../state/plannings.ts'
import { amount } from '../amounts.ts'
import { dayOf } from '../days.ts'
import { burnUp, type BurnUp } from './burn-up.ts'
import { pastOf, pullList, type PullList, type PullRow } from './pull-list.ts'

/** What a row asks before something happens: why it goes past others, or why and where it returns. */
export type Asking = {
  readonly what: 'past' | 'return'
  readonly item: string
  readonly ifRoom?: boolean
} | null

/** One sprint as its team sees it, and all sprints to switch between. Reads the plan; writes by commands only. */
export interface SprintView {
  /** Running ones first, then planned, then finished; newest first within these. */
  readonly sprints: readonly Sprint[]
  readonly sprint: Sprint | null
  readonly team: string
  /** What its team counts. */
  readonly unit: Unit
  readonly list: PullList
  /** Items that are in the sprint, in rank order. */
  readonly inside: readonly PullRow[]
  readonly pulls: readonly Pull[]
  /** Its stays as they count in its scope. */
  readonly counted: readonly Pull[]
  readonly burn: BurnUp | null
  /** What splits took off its items. */
  readonly splits: readonly TakenOff[]
  readonly today: string
  /** Why this person cannot pull into this sprint; null if they can. */
  readonly whyNotPull: string | null
  readonly asking: Asking
  teamName(team: string): string
  /** Higher items that nobody has pulled. */
  pastOf(item: string): number
  /** Pulls at once, or asks first why it goes past them. */
  pull(row: PullRow, ifRoom?: boolean): void
  /** Developers of the team. */
  readonly developers: readonly Person[]
  /** Of what is pulled on a shared screen: how many items wait for a Developer of the team, and the names of those who confirmed. */
  readonly confirmation: { readonly waiting: number; readonly by: readonly string[] }
  /** This is the shared screen of the team: it may name the Developer. */
  readonly isShared: boolean
  readonly mayConfirm: boolean
  /** `person`: who is named on the shared screen. */
  confirm(person?: string): void
  /** Takes the item for sure, or only if there is room. */
  setIfRoom(item: string, on: boolean): void
  pullPast(item: string, why: string): void
  /** Why the same items were just passed over for another one; '' where something else is passed over. */
  reasonFor(row: PullRow): string
  askReturn(item: string): void
  /** `rank` counts from 1 among open items; the item's own keeps it where it is. */
  returnTo(item: string, rank: number, why: string): boolean
  stopAsking(): void
}

const NOTHING: PullList = { rows: [], total: 0, unit: 'points', unestimated: 0, line: null, free: null }
const STATES = ['running', 'planned', 'finished']

export function createSprintView(
  state: PlanState,
  chosen: () => string | null,
  say: (words: string) => void,
  now: () => number,
  /** A running sprint changes by a card: this begins one. */
  change: (what: 'add' | 'remove', item: string) => void,
): SprintView {
  let asking = $state.raw<Asking>(null)
  let today = $derived(dayOf(now(), state.facts.timeZone))
  let sprints = $derived(state.live('sprints').sort(byState))
  let sprint = $derived(sprints.find((one) => one.id === chosen()) ?? mostWanted(state, sprints))
  let unit = $derived(unitOf(sprint === null ? undefined : state.row('teams', sprint.team)))
  let before: PullList = NOTHING
  let list = $derived.by(() => {
    const into = sprint
    if (into === null) return NOTHING
    const [stays, by] = [pulls, unit]
    state.watchItems()
    void state.order
    return untrack(() => {
      const waits = stays.filter((pull) => pull.leftAt === null && waitsForRoom(pull, state.row('items', pull.item)))
      const perhaps = new Set(waits.map(({ item }) => item))
      return (before = pullList(itemsInOrder(state), into, perhaps, by, before.rows))
    })
  })
  let inside = $derived(list.rows.filter((row) => row.pulled === 'here'))
  let pulls = $derived(
    sprint === null
      ? []
      : [...state.table('pulls').values()]
          .filter((pull) => pull.sprint === sprint.id && pull.deleted === null)
          .sort((a, b) => a.at - b.at),
  )
  let counted = $derived.by(() => {
    state.watchItems()
    const stays = pulls
    return untrack(() => countedStays(stays, (id) => state.row('items', id)))
  })
  let developers = $derived(
    state
      .live('people')
      .filter(({ teams, roles }) => sprint !== null && teams.includes(sprint.team) && roles.includes('developer'))
      .sort((a, b) => a.name.localeCompare(b.name)),
  )
  let confirmation = $derived.by(() => {
    if (sprint === null) return { waiting: 0, by: [] }
    const planning = planningOf(state, sprint.id)
    const isOn = planning !== null && phaseOfSession(planning) === 'on'
    const { waiting, by } = confirmationOf(sprint, pulls, isOn ? planning.id : null)
    return {
      waiting: waiting.length,
      by: by.map((who) => confirmerName(who, (person) => state.row('people', person)?.name)),
    }
  })
  let splits = $derived(takenOffIn(sprint?.id, state.live('sprintChanges')))
  let burn = $derived.by(() => {
    if (sprint === null) return null
    state.watchItems()
    return burnUp({
      sprint,
      pulls: counted,
      splits,
      counts: unit,
      estimateOf: (id) => untrack(() => state.row('items', id)?.estimate ?? null),
      now: now(),
      timeZone: state.facts.timeZone,
    })
  })

  let justSaid: { readonly why: string; readonly passed: ReadonlySet<string> } = { why: '', passed: new Set() }

  return {
    get sprints() {
      return sprints
    },
    get sprint() {
      return sprint
    },
    get team() {
      return sprint === null ? '' : teamName(sprint.team)
    },
    get unit() {
      return unit
    },
    get list() {
      return list
    },
    get inside() {
      return inside
    },
    get pulls() {
      return pulls
    },
    get counted() {
      return counted
    },
    get splits() {
      return splits
    },
    get burn() {
      return burn
    },
    get today() {
      return today
    },
    get whyNotPull() {
      return sprint === null ? null : state.whyNot(pullItem, { item: '', sprint: sprint.id })
    },
    get asking() {
      return asking
    },
    teamName,
    pastOf: (item) => pastOf(list.rows, item),
    pull(row, ifRoom = false) {
      if (row.pulled !== 'free') return
      if (sprint?.state === 'running') return change('add', row.item.id)
      const item = row.item.id
      if (pastOf(list.rows, item) > 0) asking = { what: 'past', item, ifRoom }
      else take(item, undefined, ifRoom)
    },
    pullPast(item, why) {
      const passed = passedBy(item)
      if (!take(item, why, asking?.ifRoom)) return
      justSaid = { why, passed }
      asking = null
    },
    reasonFor: ({ item }) => ([...passedBy(item.id)].every((id) => justSaid.passed.has(id)) ? justSaid.why : ''),
    get developers() {
      return developers
    },
    get confirmation() {
      return confirmation
    },
    get isShared() {
      return sprint !== null && state.forTeam === sprint.team
    },
    get mayConfirm() {
      return sprint !== null && state.whyNot(confirmPulls, { sprint: sprint.id, on: true }) === null
    },
    confirm(person) {
      if (sprint === null) return
      if (state.run(confirmPulls, { sprint: sprint.id, person, on: true }, { say: 'quiet' }).ok)
        say(`${confirmation.by.join(', ')} confirmed what ${teamName(sprint.team)} pulls.`)
    },
    setIfRoom(item, on) {
      if (state.run(setIfRoom, { item, on }, { say: 'quiet' }).ok)
        say(`${state.row('items', item)?.title ?? ''}: ${on ? 'if there is room' : 'for sure'}. ${totalWords(list)}`)
    },
    askReturn(item) {
      if (sprint?.state === 'running') return change('remove', item)
      asking = { what: 'return', item }
    },
    returnTo(item, rank, why) {
      const own = state.rankOf(item)
      const others = state.plan.open.ids.filter((id) => id !== item)
      const after =
        rank === own ? undefined : rank <= 1 ? null : (others[Math.min(rank, others.length + 1) - 2] ?? null)
      const done = state.run(returnItem, { item, why, ...(after === undefined ? {} : { after }) })
      if (!done.ok) return false
      asking = null
      say(`Returned to the backlog at rank ${state.rankOf(item)}. ${totalWords(list)}`)
      return true
    },
    stopAsking() {
      asking = null
    },
  }

  /** Higher items that nobody has pulled. */
  function passedBy(item: string): ReadonlySet<string> {
    const above = list.rows.slice(
      0,
      list.rows.findIndex((row) => row.item.id === item),
    )
    return new Set(above.filter((row) => row.pulled === 'free' && row.item.stage === 'open').map((row) => row.item.id))
  }

  function take(item: string, why?: string, ifRoom = false): boolean {
    if (sprint === null) return false
    const done = state.run(pullItem, { item, sprint: sprint.id, why, ifRoom }, { say: 'quiet' })
    if (done.ok) say(`Pulled ${state.row('items', item)?.title ?? ''}. ${totalWords(list)}`)
    return done.ok
  }

  function teamName(team: string): string {
    return state.row('teams', team)?.name ?? 'a team that is gone'
  }
}

/** "24 of 26 points pulled, 2 free." */
export function totalWords(list: PullList): string {
  const units = (count: number): string => `${amount(count)} ${unitWord(list.unit, count)}`
  if (list.free === null) return `${units(list.total)} pulled.`
  const capacity = list.total + list.free
  return list.free < 0
    ? `${units(list.total)} pulled, ${amount(-list.free)} more than the capacity of ${amount(capacity)}.`
    : `${amount(list.total)} of ${units(capacity)} pulled, ${amount(list.free)} free.`
}

function* itemsInOrder(state: PlanState): Generator<Item> {
  for (const id of state.plan.live.ids) {
    const item = state.plan.row('items', id)
    if (item !== undefined) yield item
  }
}

/** The sprint a person means without saying: their own team's, running before planned. */
function mostWanted(state: PlanState, sprints: readonly Sprint[]): Sprint | null {
  const { person } = state.me
  const teams = (person === null ? undefined : state.row('people', person)?.teams) ?? []
  return sprints.find((one) => one.state !== 'finished' && teams.includes(one.team)) ?? sprints[0] ?? null
}

function byState(a: Sprint, b: Sprint): number {
  const state = STATES.indexOf(a.state) - STATES.indexOf(b.state)
  return state !== 0 ? state : (b.start ?? '').localeCompare(a.start ?? '') || (b.createdAt ?? 0) - (a.createdAt ?? 0)
}
