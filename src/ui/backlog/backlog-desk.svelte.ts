import { createItem, createItems, type NewItemFields } from '../../commands/create-item.ts'
import { deleteItems, parkItems } from '../../commands/delete-item.ts'
import { dropItems } from '../../commands/drop-items.ts'
import { editItem, editItems, setLabel } from '../../commands/edit-item.ts'
import { moveItem, moveItems } from '../../commands/move-item.ts'
import { noteParking } from '../../commands/parking.ts'
import { sayWhy } from '../../commands/say-why.ts'
import { NONE, type BacklogView } from '../../state/backlog-view.svelte.ts'
import { isOpen } from '../../model/item.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import { amount } from '../amounts.ts'
import type { BacklogLine } from '../forecast/backlog-lines.svelte.ts'
import { leaving, leavingWords, type Leaving } from '../forecast/leaving.ts'
import type { Desk } from '../frame/screen.ts'
import { ranksAfterDrop } from './drag-math.ts'
import { splitLines } from './pasted-lines.ts'

/** Where a new item is being written: beside a row, or at the end of a list that has none. */
export interface Creating {
  readonly beside: string | null
  readonly edge: 'above' | 'below'
}

/** What a person does with the list. Each act is one command; what is said about it is said once. */
export interface BacklogDesk {
  readonly creating: Creating | null
  /** The row whose title is being edited in place. */
  readonly renaming: string | null
  /** Rows that came to their place a moment ago. */
  readonly moved: ReadonlySet<string>
  readonly may: { readonly order: boolean; readonly edit: boolean; readonly aim: boolean }
  step(by: number, extend?: boolean): void
  toggle(): void
  nudge(direction: 'up' | 'down' | 'top' | 'bottom'): void
  place(ids: readonly string[], after: string | null): void
  /** To a rank from 1, or just above another item. */
  placeAt(ids: readonly string[], rank: number, why?: string): void
  placeAbove(ids: readonly string[], target: string, why?: string): void
  remove(): void
  /** Beside the row at hand, if no other is named. */
  beginCreating(edge: 'above' | 'below', beside?: string | null): void
  /** With a template, whose kind the item takes. */
  create(title: string, template?: string | null): void
  createLines(text: string): boolean
  /** `back`: the focus goes to the list, unless somebody has clicked elsewhere already. */
  stopCreating(back?: boolean): void
  beginRenaming(): void
  /** Null leaves the title as it was. */
  rename(id: string, title: string | null, back?: boolean): void
  setField(field: 'kind' | 'domain' | 'goal' | 'epic', value: string | null): void
  setNumber(field: 'estimate' | 'value' | 'effort', value: number | null): void
  setOutcome(words: string): void
  /** Sets what is at hand aside; where all of it is, takes it up again. */
  park(): void
  /** Answers whether it was done. */
  drop(why: string): boolean
  label(label: string, on: boolean): void
}

export interface BacklogDeskParts {
  readonly state: PlanState
  readonly view: BacklogView
  readonly desk: Desk
  /** Gives the focus to the list. */
  readonly focusList: () => void
  /** Forecast lines: a move says what it takes out below them. */
  readonly lines?: () => readonly BacklogLine[]
}

const LONGEST_TITLE = 1_000
const MOVED_MS = 1_200
/** As long as it takes to read where in the fold it went. */
const MOVED_INTO_FOLD_MS = 6_000
const NO_ONE: ReadonlySet<string> = new Set()

export function createBacklogDesk({
  state: plan,
  view,
  desk,
  focusList,
  lines = () => [],
}: BacklogDeskParts): BacklogDesk {
  let creating = $state.raw<Creating | null>(null)
  let renaming = $state<string | null>(null)
  let moved = $state.raw(NO_ONE)
  let lastMove: { ids: string; notice: number; out: Leaving | null } | null = null

  const self: BacklogDesk = {
    get creating() {
      return creating
    },
    get renaming() {
      return renaming
    },
    get moved() {
      return moved
    },
    may: {
      get order() {
        return plan.whyNot(moveItems, { ids: [], after: null }) === null
      },
      get edit() {
        return plan.whyNot(createItem, { title: '' }) === null
      },
      get aim() {
        return plan.whyNot(editItems, { ids: [], field: 'goal', value: null }) === null
      },
    },
    step(by, extend = false) {
      const before = view.current
      const id = view.step(by)
      const { now } = view.fold
      // Over the fold a range takes all that lies in it.
      const to = view.fold.atHand && now !== null ? view.visible[by > 0 ? now.to - 1 : now.from] : id
      if (!extend || to === null || to === undefined) return
      if (view.selection.size === 0 && before !== null) view.selection.only(before)
      view.selection.extendTo(to)
      desk.announcer.say(`${amount(view.selection.size)} selected`)
    },
    toggle() {
      if (view.current === null) return
      view.selection.toggle(view.current)
      desk.announcer.say(
        `${view.selection.has(view.current) ? 'Selected' : 'Not selected'}: ${titleOf(view.current)}. ${view.selection.size} selected.`,
      )
    },
    nudge(direction) {
      const ids = view.atHand
      const after = view.afterForStep(ids, direction)
      if (ids.length === 0) return
      if (after === undefined)
        return desk.announcer.say(
          direction === 'up' || direction === 'top' ? 'Already on top' : 'Already at the bottom',
        )
      self.place(ids, after)
    },
    place(ids, after) {
      move(ids, after)
    },
    placeAt(ids, rank, why) {
      const moving = new Set(ids)
      const others = plan.plan.open.ids.filter((id) => !moving.has(id))
      const at = Math.max(1, Math.min(others.length + 1, Math.round(rank)))
      move(ids, others[at - 2] ?? null, why)
    },
    placeAbove(ids, target, why) {
      move(ids, view.afterForDrop(target, 'above'), why)
    },
    remove() {
      const ids = view.atHand
      if (ids.length > 0) plan.run(deleteItems, { ids, why: '' })
      focusList()
    },
    beginCreating(edge, beside = null) {
      if (!self.may.edit) return desk.announcer.say(plan.whyNot(createItem, { title: '' }) ?? '')
      const { now } = view.fold
      const aboveFold = view.fold.atHand && now !== null ? view.visible[now.from - 1] : undefined
      if (aboveFold !== undefined) creating = { beside: aboveFold, edge: 'below' }
      else creating = { beside: beside ?? view.current ?? view.visible.at(edge === 'above' ? 0 : -1) ?? null, edge }
    },
    create(title, template = null) {
      if (creating === null || title.trim() === '') return self.stopCreating()
      const begins = template === null ? filteredKind() : { template }
      const result = plan.run(createItem, { title, ...placeOf(creating), ...begins, fields: filteredFields() })
      if (!result.ok) return
      desk.announcer.say(`Created “${title.trim()}” at ${plan.rankOf(result.value)}`)
      goOn(result.value)
    },
    createLines(text) {
      const titles = splitLines(text)
      const [only = '', more] = titles
      // A field would cut it without a word; the command says what is too long, and nothing is lost.
      if (more === undefined && only.length > LONGEST_TITLE) {
        plan.run(createItem, { title: only })
        return true
      }
      if (more === undefined) return false
      const place = creating === null ? placeOf({ beside: view.current, edge: 'below' }) : placeOf(creating)
      const result = plan.run(
        createItems,
        { titles, ...place, ...filteredKind(), fields: filteredFields() },
        { say: 'always' },
      )
      if (result.ok) goOn(result.value.at(-1) ?? null, creating !== null)
      return true
    },
    stopCreating(back = true) {
      creating = null
      if (back) focusList()
    },
    beginRenaming() {
      if (view.current !== null && self.may.edit) renaming = view.current
    },
    rename(id, title, back = true) {
      renaming = null
      if (title !== null && title.trim() !== '' && title !== titleOf(id))
        plan.run(editItem, { id, field: 'title', value: title })
      if (back) focusList()
    },
    setField(field, value) {
      const ids = view.atHand
      if (field === 'kind') {
        if (value !== null) plan.run(editItems, { ids, field, value })
      } else plan.run(editItems, { ids, field, value })
    },
    setNumber: (field, value) => void plan.run(editItems, { ids: view.atHand, field, value }),
    setOutcome: (value) => void plan.run(editItems, { ids: view.atHand, field: 'outcome', value }),
    park() {
      const ids = view.atHand
      if (ids.length === 0) return
      const parked = ids.some((id) => plan.row('items', id)?.parked !== true)
      const before = plan.notices.list.at(-1)?.id ?? 0
      const done = plan.run(parkItems, { ids, parked }, { say: 'always', also: parked ? inWork(ids) : undefined })
      leaveBehind(ids)
      const said = plan.notices.list.at(-1)
      if (parked && done.ok && said !== undefined && said.id !== before && said.undo !== null)
        desk.reasons.ask(said.undo, {
          about: `items/${ids[0] ?? ''}`,
          say: (why) => void plan.run(noteParking, { ids, why }, { say: 'quiet' }),
          back: focusList,
        })
      focusList()
    },
    drop(why) {
      const ids = view.atHand
      const done = plan.run(dropItems, { ids, why }, { say: 'always' })
      leaveBehind(ids)
      if (done.ok) focusList()
      return done.ok
    },
    label: (label, on) => void plan.run(setLabel, { ids: view.atHand, label, on }),
  }
  return self

  function titleOf(id: string): string {
    return plan.row('items', id)?.title ?? ''
  }

  /** What went from the list is not selected any more. */
  function leaveBehind(ids: readonly string[]): void {
    view.selection.drop(ids.filter((id) => view.positionOf(id) < 0))
  }

  /** Who parks many at once may not have seen that somebody works on some of them. */
  function inWork(ids: readonly string[]): string | undefined {
    const count = ids.filter((id) => {
      const item = plan.row('items', id)
      return item?.stage === 'doing' && !item.parked
    }).length
    if (count === 0) return undefined
    if (count === ids.length) return count === 1 ? 'It is being worked on.' : 'They are being worked on.'
    return `${amount(count)} of them ${count === 1 ? 'is' : 'are'} being worked on.`
  }

  function move(ids: readonly string[], after: string | null, why?: string): void {
    const key = ids.join()
    const isGoingOn = lastMove?.ids === key && plan.notices.list.some(({ id }) => id === lastMove?.notice)
    const out = movesOut(ids, after, isGoingOn ? (lastMove?.out ?? null) : null)
    const also = out === null ? {} : { also: leavingWords(out, titleOf).replace(/\.$/, '') }
    // A held key moves the same item again and again: only the last step is said, with what all of them moved out.
    if (lastMove?.ids === key) plan.notices.dismiss(lastMove.notice)
    const before = plan.notices.list.at(-1)?.id ?? 0
    const [only] = ids
    const result =
      ids.length === 1 && only !== undefined
        ? plan.run(moveItem, { id: only, after, why }, also)
        : plan.run(moveItems, { ids, after, why }, also)
    const said = plan.notices.list.at(-1)
    if (!result.ok || said === undefined || said.id === before) return
    lastMove = { ids: key, notice: said.id, out }
    if (said.undo !== null && why === undefined) {
      desk.reasons.ask(said.undo, {
        about: `items/${ids[0] ?? ''}`,
        say: (words) => void plan.run(sayWhy, { ids, why: words }, { say: 'quiet' }),
        back: focusList,
      })
    }
    moved = new Set(ids)
    const mine = moved
    const isFolded = ids.some((id) => view.fold.hides(view.positionOf(id)))
    setTimeout(
      () => {
        if (moved === mine) moved = NO_ONE
      },
      isFolded ? MOVED_INTO_FOLD_MS : MOVED_MS,
    )
  }

  /** What falls below a forecast line by this step, or fell by the steps before it and stays there. */
  function movesOut(ids: readonly string[], after: string | null, before: Leaving | null): Leaving | null {
    const now = lines()
    if (now.length === 0) return null
    const isOpenItem = (id: string): boolean => {
      const item = plan.row('items', id)
      return item !== undefined && isOpen(item)
    }
    const moving = ids.filter(isOpenItem)
    const below = after === null ? 1 : plan.rankOf(after) + (isOpenItem(after) ? 1 : 0)
    const ranks = ranksAfterDrop(
      moving.map((id) => plan.rankOf(id)).sort((a, b) => a - b),
      below,
    )
    const step = leaving(plan.plan.open.ids, now, new Set(moving), ranks.of)
    const line = now.find(({ id }) => id === before?.line.id)
    const stays = line === undefined ? [] : (before?.ids ?? []).filter((id) => ranks.of(plan.rankOf(id)) > line.after)
    if (line === undefined || stays.length === 0) return step
    if (step === null || step.line.id === line.id) return { ids: [...new Set([...stays, ...(step?.ids ?? [])])], line }
    return (step.line.percent ?? 0) > (line.percent ?? 0) ? step : { ids: stays, line }
  }

  function placeOf({ beside, edge }: Creating): { after?: string; before?: string; at?: 'bottom' } {
    if (beside === null) return { at: 'bottom' }
    return edge === 'above' ? { before: beside } : { after: beside }
  }

  function goOn(id: string | null, more = true): void {
    if (id === null) return
    view.setCurrent(id)
    creating = more ? { beside: id, edge: 'below' } : null
  }

  /** In a filtered list a new item takes what the filter asks for, so that it stays in sight. */
  function filteredFields(): NewItemFields {
    const { domains, goals, epics, labels } = view.filter
    const only = (values: readonly string[]): string | null =>
      values.length === 1 && values[0] !== NONE ? (values[0] ?? null) : null
    const aims = self.may.aim
    return {
      ...(aims && only(domains) !== null ? { domain: only(domains) } : {}),
      ...(aims && only(goals) !== null ? { goal: only(goals) } : {}),
      ...(only(epics) !== null ? { epic: only(epics) } : {}),
      ...(only(labels) !== null ? { labels: [only(labels) as string] } : {}),
    }
  }

  function filteredKind(): { kind?: string } {
    const [kind, more] = view.filter.kinds
    return kind !== undefined && more === undefined ? { kind } : {}
  }
}
