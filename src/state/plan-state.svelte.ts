import { runCommand, type Command, type Done, type Session } from '../commands/command.ts'
import { changeWords, type NameOf } from '../commands/change-words.ts'
import { namesIn } from '../commands/name-of.ts'
import { setRole } from '../commands/people.ts'
import type { Presence } from '../contract/host-info.ts'
import type { ChangeLine, UndoAnswer } from '../contract/plan-messages.ts'
import type { LineWriter } from '../doc/line-writer.ts'
import type { ItemParts, Plan, Unreadable } from '../doc/plan.ts'
import type { Author } from '../model/envelope.ts'
import { goalOf, type ItemGoal } from '../model/goal-of.ts'
import type { Random } from '../model/id.ts'
import type { Item } from '../model/item.ts'
import type { PlanFacts } from '../model/plan.ts'
import { readinessOf, type Readiness } from '../model/readiness.ts'
import type { Failure, Result } from '../model/result.ts'
import type { Rows, TableName } from '../model/tables.ts'
import { epicsInOrder, type StandingEpic } from './epic-order.ts'
import { createMyChanges } from './my-changes.svelte.ts'
import { createNotices, type Notices } from './notices.svelte.ts'
import { createPlanRows, type ListedTable, type PlanRows } from './plan-rows.svelte.ts'

export type { Notice, Notices } from './notices.svelte.ts'
export type { ListedTable } from './plan-rows.svelte.ts'
export type { Presence } from '../contract/host-info.ts'
export type { ChangeLine } from '../contract/plan-messages.ts'

export interface SavingState {
  readonly state: 'saved' | 'saving' | 'not-saved' | 'host-away'
  /** Edits that are not on disk yet. */
  readonly pending: number
  readonly message: string
}

/** What a plan's state asks of the host, through whoever holds the link. All of it may fail with a sentence for people. */
export interface PlanHostSide {
  /** Takes a change back. Edits that wait to be saved are delivered first. */
  askUndo(change: string, author: Author): Promise<UndoAnswer>
  /** Newest first; of one record (`items/<id>`) or of all; older than `before`. */
  askLog(record: string | null, before: number | null, limit: number): Promise<ChangeLine[]>
  lookAt(screen: string, item: string | null, role: string): void
  onSaving(handler: (saving: SavingState) => void): () => void
  onPresence(handler: (here: readonly Presence[]) => void): () => void
}

export interface PlanStateParts {
  readonly planId: string
  readonly plan: Plan
  /** A getter in the window: a fresh line may replace the writer. */
  readonly writer: LineWriter
  readonly host: PlanHostSide
  /** Who works here; the person's record may not be in the plan yet. */
  readonly person: string | null
  readonly name: string
  readonly role: string
  readonly readOnly?: string | null
  readonly now: () => number
  readonly random: Random
  readonly newChange: () => string
  /** Remembers the role that was chosen on screen. */
  readonly onRole?: (role: string) => void
}

export interface RunOptions {
  /** `quiet`: no line about what was done; failures are said all the same. */
  readonly say?: 'auto' | 'quiet' | 'always'
}

/** A plan as the screens see it and act on it. Everything read here is reactive; nothing here is written but by commands. */
export interface PlanState {
  readonly planId: string
  readonly plan: Plan
  readonly facts: PlanFacts
  /** A table to walk through; parts of items are asked for by item. */
  table<T extends ListedTable>(table: T): ReadonlyMap<string, Rows[T]>
  row<T extends TableName>(table: T, id: string): Rows[T] | undefined
  /** Live rows of a table in no order; for short tables, never for items. */
  live<T extends ListedTable>(table: T): Rows[T][]
  /** Items that are not deleted, in the order. */
  readonly order: readonly string[]
  readonly openCount: number
  /** Place among the open items, from 1. For an item that is not open: where it would stand. */
  rankOf(id: string): number
  criteriaOf(id: string): readonly ItemParts['criteria'][]
  tasksOf(id: string): readonly ItemParts['tasks'][]
  commentsOf(id: string): readonly ItemParts['comments'][]
  linksOf(id: string): readonly ItemParts['links'][]
  pullsOf(id: string): readonly ItemParts['pulls'][]
  textOf(table: TableName, id: string, field: string): string
  rootTextOf(field: 'vision' | 'strategy'): string
  readinessOf(id: string): Readiness
  goalOf(item: Item): ItemGoal | null
  /** Epics that have open items, where the first of these stands, then the others. */
  readonly epics: readonly StandingEpic[]
  readonly unreadable: readonly Unreadable[]
  readonly me: {
    readonly person: string | null
    readonly name: string
    readonly role: string
    readonly roles: readonly string[]
  }
  /** Acts in a role from here on; takes it, by a logged command, if the person does not hold it. */
  actAs(role: string): void
  /** The team in the room for which this screen acts; null on one's own device. */
  forTeam: string | null
  readonly author: Author
  readonly readOnly: string | null
  /** Runs one intent. A refusal or failure is also said in `notices`. */
  run<Args, F extends Failure, Value>(
    command: Command<Args, F, Value>,
    args: Args,
    options?: RunOptions,
  ): Result<Value, Failure>
  /** Why this person may not do it now, or null: for controls that explain themselves. */
  whyNot<Args, F extends Failure, Value>(command: Command<Args, F, Value>, args: Args): string | null
  /** A text editor was opened on `items/<id>/description` and types by itself; call the answer when it closes. */
  typing(path: string): () => void
  undo(): Promise<void>
  redo(): Promise<void>
  /** Takes back one change of mine, as offered beside its notice. */
  undoChange(change: string): Promise<void>
  readonly undoLabel: string | null
  readonly redoLabel: string | null
  readonly undoing: boolean
  readonly notices: Notices
  readonly saving: SavingState
  readonly here: readonly Presence[]
  lookAt(screen: string, item: string | null): void
  log(record?: string | null, before?: number | null, limit?: number): Promise<ChangeLine[]>
  readonly nameOf: NameOf
  /** Wakes whenever any item changed: for pictures of the whole. */
  watchItems(): void
  stop(): void
}

/** Commands whose result is plain to see where the person is looking. */
const PLAIN_TO_SEE: ReadonlySet<string> = new Set([
  'item.create',
  'item.edit',
  'item.ready',
  'item.describe',
  'item.name',
  'criterion.add',
  'criterion.edit',
  'criterion.tick',
  'criterion.move',
  'task.add',
  'task.edit',
  'task.tick',
  'link.add',
  'comment.add',
  'epic.create',
  'epic.edit',
  'goal.create',
  'goal.edit',
  'metric.create',
  'metric.edit',
  'measurement.add',
  'domain.create',
  'domain.edit',
  'person.create',
  'person.edit',
  'person.role',
  'person.team',
  'team.create',
  'team.edit',
  'sprint.create',
  'sprint.edit',
  'plan.rename',
  'plan.fact',
  'plan.text',
  'ready.edit',
  'ready.add',
  'ready.delete',
])

export function createPlanState(parts: PlanStateParts): PlanState {
  const { plan, host } = parts
  const rows: PlanRows = createPlanRows(plan)
  const names = namesIn(plan)
  const notices = createNotices()
  const session: Session = {
    plan,
    get writer() {
      return parts.writer
    },
    now: parts.now,
    random: parts.random,
    newChange: parts.newChange,
  }
  let role = $state(parts.role)
  let forTeam = $state<string | null>(null)
  let saving = $state.raw<SavingState>({ state: 'saved', pending: 0, message: '' })
  let here = $state.raw<readonly Presence[]>([])
  let looked: { screen: string; item: string | null } = { screen: '', item: null }
  const mine = createMyChanges((change) => {
    parts.writer.flush()
    return host.askUndo(change, author())
  })
  const stops = [
    host.onSaving((news) => {
      saving = news
    }),
    host.onPresence((news) => {
      here = news
    }),
    rows.stop,
  ]

  const state: PlanState = {
    planId: parts.planId,
    plan,
    get facts() {
      return rows.facts
    },
    table: (table) => rows.table(table),
    row: (table, id) => rows.row(table, id),
    live: <T extends ListedTable>(table: T) =>
      [...rows.table(table).values()].filter((row) => row.deleted === null) as Rows[T][],
    get order() {
      return rows.order
    },
    get openCount() {
      return rows.openCount
    },
    rankOf: (id) => rows.rankOf(id),
    criteriaOf: (id) => rows.partsOf('criteria', id),
    tasksOf: (id) => rows.partsOf('tasks', id),
    commentsOf: (id) => rows.partsOf('comments', id),
    linksOf: (id) => rows.partsOf('links', id),
    pullsOf: (id) => rows.partsOf('pulls', id),
    textOf: (table, id, field) => rows.textOf(table, id, field),
    rootTextOf: (field) => rows.rootTextOf(field),
    readinessOf: readiness,
    goalOf: (item) => goalOf(item, (id) => rows.row('epics', id)),
    get epics() {
      rows.watchItems()
      void rows.table('epics').size
      return epicsInOrder(plan)
    },
    get unreadable() {
      rows.watchItems()
      return [...plan.unreadable.values()]
    },
    me: {
      person: parts.person,
      get name() {
        return (parts.person === null ? undefined : rows.row('people', parts.person)?.name) ?? parts.name
      },
      get role() {
        return role
      },
      get roles() {
        return (parts.person === null ? undefined : rows.row('people', parts.person)?.roles) ?? [role]
      },
    },
    actAs,
    get forTeam() {
      return forTeam
    },
    set forTeam(team) {
      forTeam = team
    },
    get author() {
      return author()
    },
    readOnly: parts.readOnly ?? null,
    run,
    whyNot: (command, args) => {
      if (state.readOnly !== null) return state.readOnly
      if (parts.person !== null) void rows.row('people', parts.person)
      return command.allowed({ plan, author: author() }, args)?.message ?? null
    },
    typing,
    undo: () => tell(mine.undo(), 'Took back', true),
    redo: () => tell(mine.redo(), 'Did again', false),
    undoChange: (change) => tell(mine.undoChange(change), 'Took back', true),
    get undoLabel() {
      return mine.undoLabel
    },
    get redoLabel() {
      return mine.redoLabel
    },
    get undoing() {
      return mine.busy
    },
    notices,
    get saving() {
      return saving
    },
    get here() {
      return here
    },
    lookAt(screen, item) {
      looked = { screen, item }
      host.lookAt(screen, item, role)
    },
    log: (record = null, before = null, limit = 100) => host.askLog(record, before, limit),
    nameOf: names,
    watchItems: rows.watchItems,
    stop: () => stops.forEach((stop) => stop()),
  }
  return state

  function author(): Author {
    return { person: parts.person, role, forTeam }
  }

  function run<Args, F extends Failure, Value>(
    command: Command<Args, F, Value>,
    args: Args,
    options: RunOptions = {},
  ): Result<Value, Failure> {
    if (state.readOnly !== null) return refused({ type: 'read-only', message: state.readOnly })
    const result: Result<Done<Value>, Failure> = runCommand(session, author(), command, args)
    if (!result.ok) return refused(result.error)
    const { change, value, entries } = result.value
    if (change !== '') {
      const words = changeWords(entries, names)
      mine.did(change, words)
      const loud = options.say === 'always' || (options.say !== 'quiet' && !PLAIN_TO_SEE.has(command.name))
      if (loud) notices.say(words, 'done', change)
    }
    return { ok: true, value }
  }

  function refused(error: Failure): Result<never, Failure> {
    notices.say(error.message, 'refused')
    return { ok: false, error }
  }

  function actAs(next: string): void {
    const row = parts.person === null ? undefined : plan.row('people', parts.person)
    role = next
    if (row !== undefined && !row.roles.includes(next))
      run(setRole, { person: row.id, role: next, on: true }, { say: 'quiet' })
    parts.onRole?.(next)
    host.lookAt(looked.screen, looked.item, next)
  }

  function readiness(id: string): Readiness {
    const item = rows.row('items', id)
    if (item === undefined) return { ready: false, met: 0, total: 0, checks: [] }
    return readinessOf(
      item,
      {
        hasWhy: state.goalOf(item) !== null || item.outcome.trim() !== '',
        criteria: rows.partsOf('criteria', id).length,
        blockedFromBelow: rows
          .partsOf('links', id)
          .some((link) => link.type === 'blocks' && link.to === id && standsBelow(link.from, id)),
      },
      [...rows.table('checklists').values()],
    )
  }

  function standsBelow(blocker: string, id: string): boolean {
    const item = rows.row('items', blocker)
    if (item === undefined || item.deleted !== null || (item.stage !== 'open' && item.stage !== 'doing')) return false
    return rows.rankOf(blocker) > rows.rankOf(id) || item.parked
  }

  function typing(path: string): () => void {
    const [table = '', id = '', field = ''] = path.split('/')
    const record = table === 'plan' ? 'plan' : `${table}/${id}`
    const what = table === 'plan' ? id : field
    const text = (): string =>
      table === 'plan' ? plan.rootText(id as 'vision').toJSON() : plan.textOf(table as TableName, id, field)
    const before = text()
    const change = parts.newChange()
    const entry = { name: 'text.type', record, field: what, from: before.length, to: null, why: '' }
    const context = { author: author(), change, entry }
    parts.writer.typing(context)
    return () => {
      parts.writer.flush()
      parts.writer.typing(null)
      if (text() !== before) mine.did(change, changeWords([entry], names))
    }
  }

  async function tell(
    act: Promise<{ label: string; answer: UndoAnswer } | null>,
    what: string,
    offersRedo: boolean,
  ): Promise<void> {
    try {
      const done = await act
      if (done === null)
        return notices.say(offersRedo ? 'There is nothing to take back.' : 'There is nothing to do again.', 'done')
      const { left } = done.answer
      const rest =
        left.length === 0
          ? ''
          : ` ${left.length === 1 ? 'One field was' : `${left.length} fields were`} changed by somebody since and left alone.`
      notices.say(`${what}: ${done.label}.${rest}`, 'done')
    } catch (error) {
      notices.say(error instanceof Error ? error.message : String(error), 'failed')
    }
  }
}
