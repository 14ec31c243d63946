import { changeSprint, clarifyInSprint, reorderInSprint } from '../../commands/sprint-changes.ts'
import { splitInSprint } from '../../commands/split-in-sprint.ts'
import { refuseMore } from '../../commands/requests.ts'
import type { Item } from '../../model/item.ts'
import type { Person } from '../../model/people.ts'
import type { GoalHolds } from '../../model/sprint-change.ts'
import type { Sprint } from '../../model/sprint.ts'
import { sizeIn, unitOf } from '../../model/team-unit.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import { numberTyped } from '../amounts.ts'

export const WHAT_CHANGES = [
  { id: 'add', words: 'Add' },
  { id: 'remove', words: 'Remove' },
  { id: 'swap', words: 'Swap' },
  { id: 'split', words: 'Split' },
  { id: 'reorder', words: 'Reorder' },
] as const
export type WhatChanges = (typeof WHAT_CHANGES)[number]['id']

/** Where something goes that leaves: the backlog with its rank or to another one, or another sprint of the team. */
export interface Leaves {
  readonly item: string
  /** A sprint; null is the backlog. */
  readonly to: string | null
  /** As it was typed, from 1; null leaves it where it is, and the rest of a split right behind what stays. */
  readonly rank: string | null
}

/** What somebody has filled in of a change card. It is written when all that a card needs is there. */
export interface ChangeDesk {
  what: WhatChanges
  ins: readonly string[]
  outs: readonly Leaves[]
  why: string
  goalHolds: GoalHolds | null
  /** The other side's yes where they stand beside the screen; '' leaves the card waiting for them. */
  agreed: string
  /** Of a split: what the part that stays and the rest are called and estimated, as typed. */
  split: { title: string; estimate: string; rest: string; restEstimate: string; isDone: boolean }
  /** Of a new place: behind which item it comes; null is the top. */
  behind: string | null
  /** Of a no: what was asked for, and by whom. */
  asked: { title: string; from: string }
  readonly sprint: Sprint
  /** Whose yes is asked besides this person's own. */
  readonly otherSide: 'po' | 'developer' | null
  readonly others: readonly Person[]
  readonly nextSprints: readonly Sprint[]
  /** Points at hand before and after it; null without a capacity. */
  readonly before: number | null
  readonly after: number | null
  /** Why this person cannot make such a change; null if they can. */
  readonly whyNot: string | null
  /** What this person most likely means by a change. */
  readonly usual: WhatChanges
  /** What is still missing, in a sentence; null where it can be kept. */
  readonly missing: string | null
  begin(what: WhatChanges, item?: string): void
  takeOut(item: string): void
  leaves(item: string, change: Partial<Leaves>): void
  /** The rank that it would get, as it is shown. */
  rankOf(out: Leaves): string
  /** Answers whether it was kept. */
  keep(): boolean
  refuse(): boolean
  clarify(item: string, words: string): boolean
}

export function createChangeDesk(plan: PlanState, sprintNow: () => Sprint, free: () => number | null): ChangeDesk {
  let what = $state<WhatChanges>('swap')
  let ins = $state.raw<readonly string[]>([])
  let outs = $state.raw<readonly Leaves[]>([])
  let why = $state('')
  let goalHolds = $state<GoalHolds | null>(null)
  let agreed = $state('')
  let split = $state({ title: '', estimate: '', rest: '', restEstimate: '', isDone: false })
  let behind = $state<string | null>(null)
  let asked = $state({ title: '', from: '' })
  let otherSide = $derived<'po' | 'developer' | null>(
    plan.me.role === 'developer' ? 'po' : plan.me.role === 'po' || plan.me.role === 'chief-po' ? 'developer' : null,
  )
  let others = $derived(
    plan
      .live('people')
      .filter((person) =>
        otherSide === 'po'
          ? person.roles.includes('po') || person.roles.includes('chief-po')
          : person.roles.includes('developer') && person.teams.includes(sprintNow().team),
      )
      .sort((a, b) => a.name.localeCompare(b.name)),
  )
  let nextSprints = $derived(
    plan
      .live('sprints')
      .filter(({ id, team, state }) => id !== sprintNow().id && team === sprintNow().team && state !== 'finished'),
  )
  let one = $derived(outs[0]?.item ?? '')
  let unit = $derived(unitOf(plan.row('teams', sprintNow().team)))
  let grows = $derived.by(() => {
    if (what === 'reorder') return 0
    if (what === 'split') return unit === 'items' ? 0 : (numberIn(split.estimate) ?? 0) - sizeOf(one)
    return sum(what === 'remove' ? [] : ins) - sum(what === 'add' ? [] : outs.map(({ item }) => item))
  })
  let whyNot = $derived(
    what === 'reorder'
      ? plan.whyNot(reorderInSprint, { item: one, after: null, why, goalHolds: 'yes' })
      : what === 'split'
        ? plan.whyNot(splitInSprint, { item: one, rest: { title: '' }, to: null, why, goalHolds: 'yes' })
        : plan.whyNot(changeSprint, { sprint: sprintNow().id, ins: [], outs: [], why, goalHolds: 'yes' }),
  )
  let missing = $derived.by(() => {
    if ((what === 'add' || what === 'swap') && ins.length === 0) return 'Choose what comes in.'
    if (what !== 'add' && outs.length === 0)
      return what === 'split' || what === 'reorder' ? 'Choose the item.' : 'Choose what goes out.'
    if (what === 'split' && split.rest.trim() === '') return 'Say what the rest is called.'
    if (what === 'split' && (!isNumberOrNone(split.estimate) || !isNumberOrNone(split.restEstimate)))
      return 'An estimate is a number from 0 up, or nothing.'
    if (outs.some(({ to, rank }) => to === null && rank !== null && !/^\d{1,6}$/.test(rank)))
      return 'A rank is a whole number from 1.'
    if (why.trim() === '') return 'Say why.'
    return goalHolds === null ? 'Say whether the Sprint Goal still holds.' : null
  })

  return {
    get what() {
      return what
    },
    set what(next) {
      what = next
      if ((next === 'split' || next === 'reorder') && outs.length > 1) outs = outs.slice(0, 1)
    },
    get ins() {
      return ins
    },
    set ins(next) {
      ins = next
    },
    get outs() {
      return outs
    },
    set outs(next) {
      outs = next
    },
    get why() {
      return why
    },
    set why(next) {
      why = next
    },
    get goalHolds() {
      return goalHolds
    },
    set goalHolds(next) {
      goalHolds = next
    },
    get agreed() {
      return agreed
    },
    set agreed(next) {
      agreed = next
    },
    split,
    get behind() {
      return behind
    },
    set behind(next) {
      behind = next
    },
    asked,
    get sprint() {
      return sprintNow()
    },
    get otherSide() {
      return otherSide
    },
    get others() {
      return others
    },
    get nextSprints() {
      return nextSprints
    },
    get before() {
      return free()
    },
    get after() {
      const now = free()
      return now === null ? null : now - grows
    },
    get whyNot() {
      return whyNot
    },
    get usual() {
      const args = { sprint: sprintNow().id, ins: [], outs: [], why: '', goalHolds: 'yes' } as const
      return plan.whyNot(changeSprint, args) === null ? 'swap' : 'add'
    },
    get missing() {
      return missing
    },
    begin(next, item) {
      clear()
      what = next
      if (item === undefined) return
      if (plan.row('items', item)?.sprint === sprintNow().id) takeOut(item)
      else ins = [item]
    },
    takeOut,
    leaves(item, change) {
      outs = outs.map((out) => (out.item === item ? { ...out, ...change } : out))
    },
    rankOf: (out) => out.rank ?? String(plan.rankOf(out.item) + (staysOpen() ? 1 : 0)),
    keep() {
      if (missing !== null || goalHolds === null) return false
      const said = {
        why: why.trim(),
        goalHolds,
        ...(agreed === '' ? {} : otherSide === 'po' ? { agreedPo: agreed } : { agreedDev: agreed }),
      }
      const done =
        what === 'reorder'
          ? plan.run(reorderInSprint, { item: one, after: behind, ...said }, { say: 'always' })
          : what === 'split'
            ? plan.run(splitInSprint, { item: one, ...splitArgs(), ...said }, { say: 'always' })
            : plan.run(
                changeSprint,
                {
                  sprint: sprintNow().id,
                  ins: what === 'remove' ? [] : ins,
                  outs:
                    what === 'add' ? [] : outs.map(({ item, to, rank }) => ({ item, to, ...placeOf(item, to, rank) })),
                  ...said,
                },
                { say: 'always' },
              )
      if (done.ok) clear()
      return done.ok
    },
    refuse() {
      const item = ins[0] ?? null
      const title = asked.title.trim() === '' && item !== null ? (plan.row('items', item)?.title ?? '') : asked.title
      const no = { sprint: sprintNow().id, title, from: asked.from, why: why.trim(), item }
      const done = plan.run(refuseMore, no, { say: 'always' })
      if (done.ok) clear()
      return done.ok
    },
    clarify: (item, words) => plan.run(clarifyInSprint, { item, words }, { say: 'always' }).ok,
  }

  function clear(): void {
    ins = []
    outs = []
    why = ''
    goalHolds = null
    agreed = ''
    behind = null
    Object.assign(split, { title: '', estimate: '', rest: '', restEstimate: '', isDone: false })
    Object.assign(asked, { title: '', from: '' })
  }

  function takeOut(item: string): void {
    const row = plan.row('items', item)
    if (row === undefined || outs.some((out) => out.item === item)) return
    const out: Leaves = { item, to: null, rank: null }
    outs = what === 'split' || what === 'reorder' ? [out] : [...outs, out]
    if (what === 'split') Object.assign(split, { title: row.title, estimate: String(row.estimate ?? '') })
  }

  function splitArgs() {
    const out = outs[0] as Leaves
    const own = plan.row('items', out.item)
    const title = split.title.trim()
    return {
      ...(title === '' || title === own?.title ? {} : { title }),
      estimate: numberIn(split.estimate),
      isDone: split.isDone,
      rest: { title: split.rest.trim(), estimate: numberIn(split.restEstimate) },
      to: out.to,
      ...placeOf(out.item, out.to, out.rank),
    }
  }

  /** Of a split: what stays keeps its place in the order, before the rest of it or behind. */
  function staysOpen(): boolean {
    return what === 'split' && !split.isDone
  }

  /** The item behind which a rank lies; nothing where no other rank was typed. */
  function placeOf(item: string, to: string | null, rank: string | null): { after?: string | null } {
    if (to !== null || rank === null) return {}
    const wanted = Number(rank)
    if (what !== 'split' && wanted === plan.rankOf(item)) return {}
    const ids = plan.plan.open.ids.filter((id) => id !== item || staysOpen())
    return { after: wanted <= 1 ? null : (ids[Math.min(wanted, ids.length + 1) - 2] ?? null) }
  }

  function sizeOf(id: string): number {
    return sizeIn(unit, plan.row('items', id)?.estimate ?? null)
  }

  function sum(ids: readonly string[]): number {
    return ids.reduce((all, id) => all + sizeOf(id), 0)
  }
}

/** Items of a sprint that may leave it: what is done stays where it was done. */
export function mayLeave(item: Item): boolean {
  return item.stage !== 'done'
}

/** Nothing is no number; what is no number counts as nothing here, and `missing` names it. */
function numberIn(text: string): number | null {
  return numberTyped(text) ?? null
}

function isNumberOrNone(text: string): boolean {
  const number = numberTyped(text)
  return number === null || (number !== undefined && number >= 0)
}
