import { attachFile } from '../commands/attachments.ts'
import { runCommand, type Command, type Done, type Session } from '../commands/command.ts'
import { changeWords } from '../commands/change-words.ts'
import { namesIn } from '../commands/name-of.ts'
import { setRole } from '../commands/people.ts'
import type { Presence } from '../contract/host-info.ts'
import type { UndoAnswer } from '../contract/plan-messages.ts'
import { DEFAULT_SIZE_LIMIT } from '../model/checklist.ts'
import type { Author } from '../model/envelope.ts'
import { goalOf } from '../model/goal-of.ts'
import { openQuestions } from '../model/question.ts'
import { readinessOf, type Readiness } from '../model/readiness.ts'
import type { Failure, Result } from '../model/result.ts'
import type { Rows, TableName } from '../model/tables.ts'
import { epicsInOrder } from './epic-order.ts'
import { createMyChanges } from './my-changes.svelte.ts'
import { createNotices } from './notices.svelte.ts'
import { createClocks } from './clocks.svelte.ts'
import { createCompany } from './room-company.svelte.ts'
import { createPlanRows, type ListedTable, type PlanRows } from './plan-rows.svelte.ts'
import { createReview } from './review-state.svelte.ts'
import { createAttachments } from './attachments.svelte.ts'
import { createRounds } from './rounds.svelte.ts'
import { createSince } from './since.svelte.ts'
import type { PlanState, PlanStateParts, RunOptions, SavingState } from './plan-state-shape.ts'

export type { Notice, Notices } from './notices.svelte.ts'
export type { ListedTable } from './plan-rows.svelte.ts'
export type { Presence } from '../contract/host-info.ts'
export type { ChangeLine } from '../contract/plan-messages.ts'
export type * from './plan-state-shape.ts'

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
  'checklist.edit',
  'checklist.add',
  'checklist.move',
  'question.ask',
  'attachment.add',
  'attachment.rename',
  'question.edit',
  'template.create',
  'template.edit',
  'template.move',
])

/** Who deletes as many items at once may have meant others: the line with the way back stays. */
const MANY = 10

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
  let saving = $state.raw<SavingState>({ state: 'saved', pending: 0, message: '', reason: '' })
  let readOnly = $state(parts.readOnly ?? null)
  let here = $state.raw<readonly Presence[]>([])
  let looked: { screen: string; item: string | null } = { screen: '', item: null }
  const company = createCompany({
    tell: tellPlace,
    onTakenOver: ({ name }) => notices.say(`${name} drives the shared screen now.`, 'done'),
  })
  const clocks = createClocks(() => parts.device?.() ?? '')
  const mine = createMyChanges((change) => {
    parts.writer.flush()
    // What offered this very undo has done its work.
    for (const notice of notices.list) if (notice.undo === change) notices.dismiss(notice.id)
    return host.askUndo(change, author())
  })
  const settled = plan.doc.getMap('settlements')
  const review = createReview({
    source: host.review?.() ?? null,
    person: parts.person,
    settlements: {
      isSettled: (id) => (settled.get(id) ?? null) !== null,
      onChange(handler) {
        settled.observe(handler)
        return () => settled.unobserve(handler)
      },
    },
  })
  const rounds = createRounds({
    plan,
    rounds: () => rows.table('rounds'),
    cards: () => rows.table('cards'),
    items: () => rows.table('items'),
    here: () => here,
    sizeLimit: () => rows.facts.sizeLimit ?? DEFAULT_SIZE_LIMIT,
    source: host.cards ?? null,
    author,
    now: parts.now,
    run: (command, args, options) => run(command, args, options),
    whyNot: (command, args) => state.whyNot(command, args),
  })
  const history = host.history(author)
  const since = createSince({
    plan,
    source: history,
    person: parts.person,
    run: (command, args, options) => run(command, args, options),
    mayWrite: () => readOnly === null && !parts.writer.broken,
  })
  const attachments = createAttachments({
    source: host.files ?? null,
    largest: () => rows.facts.largestFile,
    run: (command, args) => run(command, args),
    whyNot: (item) => state.whyNot(attachFile, { item, name: '', type: '', size: 0, hash: '' }),
    say: (words) => notices.say(words, 'failed'),
  })
  const stops = [
    attachments.end,
    review.stop,
    since.stop,
    rounds.stop,
    host.onReadOnly?.((why) => (readOnly = why)) ?? (() => undefined),
    host.onSaving((news) => {
      saving = news
    }),
    host.onPresence((news) => {
      here = news
      company.told(news)
      clocks.told(news)
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
    questionsOf: (id) => rows.partsOf('questions', id),
    attachmentsOf: (id) => rows.partsOf('attachments', id),
    pullsOf: (id) => rows.partsOf('pulls', id),
    scoresOf: (id) => rows.partsOf('scores', id),
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
    get readOnly() {
      return readOnly
    },
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
    get lastChange() {
      return mine.last
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
    company,
    clocks,
    lookAt(screen, item) {
      looked = { screen, item }
      tellPlace()
    },
    log: (record = null, before = null, limit = 100) => host.askLog(record, before, limit),
    history,
    review,
    since,
    rounds,
    attachments,
    didOnHost(change, words) {
      mine.did(change, words.replace(/\.$/, ''))
      notices.say(words, 'done', change)
    },
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
      if (options.undoable !== false) mine.did(change, words)
      const loud = options.say === 'always' || (options.say !== 'quiet' && !PLAIN_TO_SEE.has(command.name))
      const said = options.also === undefined ? words : `${words}. ${options.also}`
      if (loud) notices.say(said, 'done', change, command.name === 'item.delete' && entries.length >= MANY)
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
    tellPlace()
  }

  /** Before the first screen is shown there is no place to tell. */
  function tellPlace(): void {
    if (looked.screen !== '') host.lookAt(looked.screen, looked.item, role, company.shows)
  }

  function readiness(id: string): Readiness {
    const item = rows.row('items', id)
    if (item === undefined) return { ready: false, met: 0, total: 0, checks: [] }
    return readinessOf(
      item,
      {
        hasWhy: state.goalOf(item) !== null || item.outcome.trim() !== '',
        criteria: rows.partsOf('criteria', id).length,
        openQuestions: openQuestions(rows.partsOf('questions', id), rows.partsOf('comments', id)),
        sizeLimit: rows.facts.sizeLimit,
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
