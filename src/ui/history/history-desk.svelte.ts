import { SvelteSet } from 'svelte/reactivity'
import { restoreItems } from '../../commands/delete-item.ts'
import { moveItems } from '../../commands/move-item.ts'
import { momentBefore } from '../../model/plan-time.ts'
import { bringsBack, type HistoryLine, type HistoryState } from '../../state/history-state.svelte.ts'
import { deletedCount, lineWords } from '../../state/history-words.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import { deviceWords, personName } from './who.ts'

/** What a person can do on the History screen, and whether they may. All of it is looked at before it is written. */
export interface HistoryDesk {
  /** Product Owners bring back whatever they like; anybody what only they made and nobody pulled. */
  mayBring(items: readonly string[]): boolean
  readonly mayOrder: boolean
  readonly mayTakeFromOthers: boolean
  mayTake(line: HistoryLine): boolean
  /** Items that were chosen to come back; none: all. */
  readonly picked: ReadonlySet<string>
  pick(item: string): void
  pickAll(items: readonly string[]): void
  /** How many items a delete took; how many of these are still gone. */
  countOf(line: HistoryLine): number
  goneOf(line: HistoryLine): number
  /** What the change at hand deleted, as far as it was chosen. */
  bringBack(): void
  /** Items, the order or all of the plan as it stood at the moment that is looked at. */
  bringItems(items: readonly string[]): void
  bringOrder(): void
  bringPlan(): void
  undoChange(): void
  takeBackPerson(person: string | null, since: number | null): void
  takeBackDevice(device: string, since: number | null): void
  compare(): void
}

export function createHistoryDesk(plan: PlanState, history: HistoryState): HistoryDesk {
  const ticked = new SvelteSet<string>()
  const none: ReadonlySet<string> = new Set()
  let tickedOn = $state('')
  /** Boxes belong to the change that they were ticked on. */
  let picked = $derived(tickedOn === history.chosen?.change ? ticked : none)
  let mayOrder = $derived(plan.whyNot(moveItems, { ids: [], after: null }) === null)

  const self: HistoryDesk = {
    mayBring: (items) => items.length > 0 && plan.whyNot(restoreItems, { ids: items }) === null,
    get mayOrder() {
      return mayOrder
    },
    get mayTakeFromOthers() {
      return mayOrder
    },
    mayTake: (line) =>
      plan.readOnly === null && (mayOrder || (line.author.person !== null && line.author.person === plan.me.person)),
    get picked() {
      return picked
    },
    pick(item) {
      keepTo()
      if (!ticked.delete(item)) ticked.add(item)
    },
    pickAll(items) {
      keepTo()
      ticked.clear()
      for (const item of items) ticked.add(item)
    },
    countOf: (line) => Math.max(line.items.length, bringsBack(line) ? deletedCount(line) : 0),
    goneOf(line) {
      const gone = line.items.filter((id) => plan.row('items', id)?.deleted != null).length
      // Beyond what the line lists nobody knows without asking; the preview says it.
      return gone === line.items.length ? self.countOf(line) : gone
    },
    bringBack() {
      const line = history.chosen
      if (line === null || !bringsBack(line) || !self.mayBring(line.items)) return
      const chosen = line.items.filter((id) => picked.has(id))
      const gone = line.items.filter((id) => plan.row('items', id)?.deleted != null)
      if (gone.length === 0) return
      // More than the line lists: all of the change is taken back, which is the same for a delete.
      if (chosen.length === 0 && self.countOf(line) > line.items.length) return self.undoChange()
      const items = chosen.length > 0 ? chosen : gone
      history.back.begin({
        does: 'bring',
        moment: momentBefore(line.at),
        what: { kind: 'items', items },
        count: items.length,
      })
    },
    bringItems(items) {
      if (history.moment === null || items.length === 0) return
      history.back.begin({
        does: 'bring',
        moment: history.moment.at,
        what: { kind: 'items', items: [...items] },
        count: items.length,
      })
    },
    bringOrder() {
      if (history.moment !== null)
        history.back.begin({ does: 'bring', moment: history.moment.at, what: { kind: 'order' }, count: 0 })
    },
    bringPlan() {
      if (history.moment !== null)
        history.back.begin({ does: 'bring', moment: history.moment.at, what: { kind: 'plan' }, count: 0 })
    },
    undoChange() {
      const line = history.chosen
      if (line === null || !self.mayTake(line)) return
      history.back.begin({
        does: 'take',
        what: { kind: 'change', change: line.change },
        since: null,
        name: lineWords(line, plan.nameOf),
      })
    },
    takeBackPerson(person, since) {
      history.back.begin({ does: 'take', what: { kind: 'person', person }, since, name: personName(plan, person) })
    },
    takeBackDevice(device, since) {
      history.back.begin({
        does: 'take',
        what: { kind: 'device', device },
        since,
        name: deviceWords(device, history.extent),
      })
    },
    compare() {
      if (history.chosen !== null) history.compare(momentBefore(history.chosen.at), null)
    },
  }
  return self

  function keepTo(): void {
    const change = history.chosen?.change ?? ''
    if (change !== tickedOn) ticked.clear()
    tickedOn = change
  }
}
