import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { addToAgenda, moveOnAgenda, removeFromAgenda } from '../../../src/commands/session-agenda.ts'
import { endSession, keepSummary, noteSession } from '../../../src/commands/session-end.ts'
import { joinSession, leadSession, setTimer, showItem, startSession } from '../../../src/commands/session-steps.ts'
import { deleteSession, editSession, planSession } from '../../../src/commands/sessions.ts'
import type { SessionSummary } from '../../../src/model/session-summary.ts'
import { agendaOf } from '../../../src/model/session.ts'
import { inMemoryPlan, type InMemoryPlan } from '../../support/in-memory-plan.ts'
import { undoInMemory } from '../../support/undo-in-memory.ts'

const SUMMARY: SessionSummary = {
  from: 1,
  until: 2,
  at: 2,
  present: ['Anna'],
  items: [],
  more: 0,
  decisions: [],
  notes: ['Tides first'],
  changes: 3,
}
const BEN = { person: 'ben', role: 'developer', forTeam: null }

interface Scene {
  readonly at: InMemoryPlan
  readonly session: string
  readonly items: readonly [string, string, string]
}

type Act = (scene: Scene) => ReturnType<InMemoryPlan['run']>
type Phase = 'planned' | 'on' | 'over'

function scene(phase: Phase): Scene {
  const at = inMemoryPlan({ role: 'scrum-master' })
  const items = ['A', 'B', 'C'].map((title) => at.must(createItem, { title }, at.as('po'))) as [string, string, string]
  const session = at.must(planSession, { title: 'Thursday', day: '2026-03-05', items: items.slice(0, 2) })
  if (phase !== 'planned') {
    at.must(startSession, { session })
    at.must(noteSession, { session, line: 'Said before' })
    at.must(setTimer, { session, seconds: 300, clock: 'a' })
  }
  if (phase === 'over') at.must(endSession, { session, here: [], summary: null })
  return { at, session, items }
}

/** All that people see of it. */
function seen({ at, session }: Scene) {
  const { agenda: _, ...row } = at.plan.row('sessions', session)!
  return {
    ...row,
    agenda: agendaOf(at.plan.row('sessions', session)!).map(({ item }) => item),
    notes: at.plan.textOf('sessions', session, 'notes'),
  }
}

test.each<[string, Phase, Act]>([
  [
    'another name and day',
    'planned',
    ({ at, session }) => at.run(editSession, { session, title: 'Friday', day: null }),
  ],
  ['calling it off', 'planned', ({ at, session }) => at.run(deleteSession, { session })],
  ['an item more', 'planned', ({ at, session, items }) => at.run(addToAgenda, { session, items: [items[2]] })],
  ['an item less', 'on', ({ at, session, items }) => at.run(removeFromAgenda, { session, item: items[0] })],
  ['another order', 'on', ({ at, session, items }) => at.run(moveOnAgenda, { session, item: items[1], after: null })],
  ['the start', 'planned', ({ at, session }) => at.run(startSession, { session })],
  ['the next item', 'on', ({ at, session, items }) => at.run(showItem, { session, item: items[1] })],
  ['a longer timer', 'on', ({ at, session }) => at.run(setTimer, { session, seconds: 60, of: 360, clock: 'b' })],
  ['a stopped timer', 'on', ({ at, session }) => at.run(setTimer, { session, seconds: null, clock: 'b' })],
  ['taking part', 'on', ({ at, session }) => at.run(joinSession, { session }, BEN)],
  ['facilitating too', 'on', ({ at, session }) => at.run(leadSession, { session }, BEN)],
  ['a line of what was agreed', 'on', ({ at, session }) => at.run(noteSession, { session, line: 'Tides first' })],
  ['the end', 'on', ({ at, session }) => at.run(endSession, { session, here: ['name/Gina'], summary: SUMMARY })],
  ['the summary written again', 'over', ({ at, session }) => at.run(keepSummary, { session, summary: SUMMARY })],
])('undo of %s brings back what stood there', async (_, phase, act) => {
  const stage = scene(phase)
  const before = seen(stage)
  const done = act(stage)
  if (!done.ok) throw new Error(done.error.message)
  expect(done.value.change).not.toBe('')
  expect(seen(stage)).not.toEqual(before)
  expect(await undoInMemory(stage.at, done.value.change)).toEqual([])
  expect(seen(stage)).toEqual(before)
})

test('undo of a planned session takes it away, and what others wrote in it since is left alone', async () => {
  const stage = scene('planned')
  const done = stage.at.run(planSession, { title: 'Friday', items: [...stage.items] })
  if (!done.ok) throw new Error(done.error.message)
  await undoInMemory(stage.at, done.value.change)
  expect(stage.at.plan.row('sessions', String(done.value.value))?.deleted).not.toBeNull()
  expect(stage.at.plan.row('sessions', stage.session)?.deleted).toBeNull()
  const noted = stage.at.run(noteSession, { session: stage.session, line: 'Mine' })
  if (!noted.ok) throw new Error(noted.error.message)
  stage.at.must(noteSession, { session: stage.session, line: 'Another’s' }, BEN)
  await undoInMemory(stage.at, noted.value.change)
  expect(stage.at.plan.textOf('sessions', stage.session, 'notes')).toBe('Another’s\n')
})
