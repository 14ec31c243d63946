import * as v from 'valibot'
import type { Entry } from '../model/envelope.ts'
import { call } from './call.ts'
import type { ChangeLine } from './plan-messages.ts'
import { author, planId as plan, recordId } from './shapes.ts'

/**
 * Time travel. A moment is a time in milliseconds since 1970, and the plan at a moment is what all records make whose
 * *plan time* (model/plan-time.ts) is not later. A record's plan time is what its device's clock said, or a thousandth of a
 * millisecond after the last thing that its writer knew, whichever is later: so no moment holds an edit without what it was
 * made on, whatever the clocks say, and every host that has the same records shows the same.
 */
const moment = v.number()

/** One change on the timeline. `entries` are cut to 50; `others` counts the rest. */
export interface HistoryLine extends ChangeLine {
  /** Plan time of its first record, and of its last. Look right before it at `momentBefore(at)`, right after it at `until`. */
  readonly at: number
  readonly until: number
  readonly others: number
  readonly records: number
  /** Items that it touched, at most 200 ids: what a bulk delete took. */
  readonly items: readonly string[]
}

/** What was done to one thing since somebody looked. `about`: `items/<id>` and the like, `plan`, `people`, or `change/<name>`. */
export interface SinceGroup {
  readonly about: string
  /** Newest first; `entries` are what was done to this thing alone. */
  readonly lines: readonly HistoryLine[]
}

/** What others did beyond a person's marks. */
export interface Since {
  readonly changes: number
  /** Newest first. */
  readonly groups: readonly SinceGroup[]
  /** Things and changes that did not fit: all of them are older than what is here. */
  readonly otherGroups: number
  readonly others: number
  /** Line -> its last record that the answer tells of: what is marked once it was seen. */
  readonly upTo: Readonly<Record<string, number>>
  /** The plan is just coming in from others for the first time: nobody begins to look yet. */
  readonly arriving: boolean
}

export interface HistoryExtent {
  /** Null in a plan without a record. */
  readonly first: number | null
  readonly last: number | null
  readonly records: number
  readonly changes: number
  /** The plan's life in at most 200 equal spans: how many changes fell into each. */
  readonly spans: readonly { readonly from: number; readonly to: number; readonly changes: number }[]
  /** Who wrote, by number of changes. */
  readonly people: readonly { readonly person: string | null; readonly changes: number; readonly last: number }[]
  readonly devices: readonly {
    readonly device: string
    readonly changes: number
    readonly last: number
    /** Whether it is the machine that the question was asked on. */
    readonly own: boolean
  }[]
}

/** An item, and the plan time of the last record that touched it, its criteria, tasks, comments or links. */
export type LastChange = readonly [item: string, at: number]

/** An item as it stood. `position` is its place among the live items of that moment, counted from 1. */
export interface PastItem {
  readonly id: string
  readonly key: string
  readonly title: string
  readonly kind: string
  readonly stage: string
  readonly estimate: number | null
  readonly parked: boolean
  readonly labels: readonly string[]
  readonly epic: string | null
  readonly sprint: string | null
  readonly position: number
  /** Names as they were then; empty for none. */
  readonly epicName: string
  readonly goalName: string
  readonly sprintName: string
}

export interface PastPlan {
  readonly moment: number
  readonly name: string
  /** Live items in the order of then. */
  readonly items: readonly PastItem[]
  /** How many were deleted at that moment. */
  readonly deleted: number
}

/** One item with all that hangs on it, in words: fields in the order of the item panel. */
export interface PastItemWhole {
  readonly item: PastItem
  /** Null while it lived. */
  readonly deleted: { readonly by: string | null; readonly at: number; readonly why: string } | null
  readonly fields: readonly { readonly field: string; readonly value: unknown }[]
  readonly description: string
  readonly criteria: readonly { readonly text: string; readonly done: boolean }[]
  readonly tasks: readonly { readonly text: string; readonly done: boolean }[]
  readonly comments: readonly { readonly person: string | null; readonly text: string; readonly time: number }[]
}

export interface Difference {
  readonly from: number
  readonly to: number
  readonly added: readonly {
    readonly id: string
    readonly key: string
    readonly title: string
    readonly position: number
  }[]
  readonly removed: readonly {
    readonly id: string
    readonly key: string
    readonly title: string
    /** Where it stood before. */
    readonly position: number
    readonly by: string | null
    readonly why: string
  }[]
  /** The shortest set of items whose moves explain the new order. */
  readonly moved: readonly {
    readonly id: string
    readonly key: string
    readonly title: string
    readonly from: number
    readonly to: number
  }[]
  /** Of items and of every other record (goals, sprints, criteria ...). Texts come whole, up to 10,000 characters. */
  readonly changed: readonly {
    readonly record: string
    /** The item it belongs to, or null. */
    readonly item: string | null
    readonly name: string
    readonly field: string
    readonly from: unknown
    readonly to: unknown
  }[]
  /** What did not fit into the lists (5,000 rows each). */
  readonly others: number
}

/** What is brought back from a moment. Items: they, their fields, texts, criteria and tasks; a deleted one lives again. */
export const broughtBack = v.variant('kind', [
  v.object({ kind: v.literal('items'), items: v.pipe(v.array(recordId), v.minLength(1), v.maxLength(50_000)) }),
  v.object({ kind: v.literal('order') }),
  v.object({ kind: v.literal('plan') }),
])
export type BroughtBack = v.InferOutput<typeof broughtBack>

/** Whose effect is taken back. Of any length: nobody gets out of it by a name that no call takes. */
export const takenBack = v.variant('kind', [
  v.object({ kind: v.literal('person'), person: v.nullable(v.string()) }),
  v.object({ kind: v.literal('device'), device: v.string() }),
  v.object({ kind: v.literal('change'), change: v.string() }),
])
export type TakenBack = v.InferOutput<typeof takenBack>

/** What a new change would do, or did. Nothing is removed by it: it is one change like any other and can be undone. */
export interface BackPlan {
  /** Null in a preview, and where nothing was to be done. */
  readonly change: string | null
  /** Changes whose effect goes; 0 where something is brought back from a moment. */
  readonly changes: number
  readonly itemsBack: number
  readonly itemsDeleted: number
  readonly fields: number
  readonly moves: number
  readonly texts: number
  /** The first 500 in plain words' material. */
  readonly entries: readonly Entry[]
  /** What was changed by others since and stays as it is, at most 500. */
  readonly left: readonly { readonly record: string; readonly field: string; readonly why: string }[]
  readonly leftInAll: number
}

export const HISTORY_CALLS = {
  'history.extent': call<HistoryExtent>()(v.object({ plan })),
  /** The newest first, from before `before` (a plan time) on. `words` looks into titles and words of entries. */
  'history.timeline': call<{ lines: HistoryLine[]; more: boolean }>()(
    v.object({
      plan,
      before: v.nullable(moment),
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)),
      record: v.nullable(recordId),
      /** Undefined: everybody. Null: changes of nobody named. */
      person: v.optional(v.nullable(v.string())),
      device: v.nullable(v.string()),
      words: v.pipe(v.string(), v.maxLength(200)),
      /** Only deletes, moves, edits, creations, imports, undos; null: all. */
      sort: v.nullable(v.picklist(['delete', 'move', 'edit', 'create', 'import', 'undo'])),
    }),
  ),
  /** What changed since a person looked; `seen` and `apart` as model/seen.ts joins them. */
  'history.since': call<Since>()(
    v.object({
      plan,
      person: v.nullable(v.string()),
      seen: v.nullable(v.record(v.string(), v.number())),
      apart: v.record(v.string(), v.array(v.string())),
    }),
  ),
  /** When anything last happened to each item, in plan time. */
  'history.lastChanges': call<LastChange[]>()(v.object({ plan })),
  'history.at': call<PastPlan>()(v.object({ plan, moment })),
  'history.item': call<PastItemWhole | null>()(v.object({ plan, moment, item: recordId })),
  'history.compare': call<Difference>()(v.object({ plan, from: moment, to: moment })),
  'history.bringBack': call<BackPlan>()(
    v.object({
      plan,
      moment,
      what: broughtBack,
      why: v.pipe(v.string(), v.maxLength(2_000)),
      author,
      preview: v.boolean(),
    }),
  ),
  /** Since a plan time; null: ever. */
  'history.takeBack': call<BackPlan>()(
    v.object({
      plan,
      what: takenBack,
      since: v.nullable(moment),
      why: v.pipe(v.string(), v.maxLength(2_000)),
      author,
      preview: v.boolean(),
    }),
  ),
} as const
