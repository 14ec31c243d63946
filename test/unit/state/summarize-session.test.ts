import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { addCriterion } from '../../../src/commands/criteria.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { answerQuestion, askQuestion } from '../../../src/commands/questions.ts'
import { noteSession } from '../../../src/commands/session-end.ts'
import { showItem, startSession } from '../../../src/commands/session-steps.ts'
import { planSession } from '../../../src/commands/sessions.ts'
import { splitItem } from '../../../src/commands/split-item.ts'
import type { ChangeLine } from '../../../src/contract/plan-messages.ts'
import { phaseOfSession } from '../../../src/model/session.ts'
import { summaryHead, summaryToMarkdown } from '../../../src/model/session-words.ts'
import { cameInLater, endWithSummary, writeSummaryAgain } from '../../../src/state/session-desk.ts'
import type { InMemoryPlan } from '../../support/in-memory-plan.ts'
import { inMemoryState } from '../../support/in-memory-state.ts'

const MINUTE = 60_000
const BEGIN = Date.UTC(2026, 2, 5, 9)

function logOf(plan: InMemoryPlan): ChangeLine[] {
  const lines = new Map<string, ChangeLine>()
  for (const { change, author, time, entries } of plan.envelopes)
    lines.set(change, {
      change,
      author,
      device: 'here',
      time,
      undoes: null,
      entries: [...(lines.get(change)?.entries ?? []), ...entries],
    })
  return [...lines.values()].reverse()
}

/** A plan whose clock stands until it is moved on. */
function played() {
  let now = BEGIN
  let away: ChangeLine[] = []
  let isDown = false
  const at = inMemoryState({
    now: () => now,
    role: 'po',
    host: {
      askLog: (_, before, limit) =>
        isDown
          ? Promise.reject(new Error('The host is away.'))
          : Promise.resolve(
              [...logOf(at), ...away]
                .sort((a, b) => b.time - a.time)
                .filter(({ time }) => before === null || time < before)
                .slice(0, limit),
            ),
    },
  })
  return {
    at,
    after: (minutes: number) => (now += minutes * MINUTE),
    now: () => now,
    comesIn: (lines: ChangeLine[]) => (away = lines),
    hostIsAway: (down: boolean) => (isDown = down),
  }
}

async function heldSession() {
  const stage = played()
  const { at, after } = stage
  const titles = ['Pay by card', 'Fees', 'Elsewhere', 'Late checkout']
  const [pay, fee, other, late] = titles.map((title) => at.must(createItem, { title })) as [
    string,
    string,
    string,
    string,
  ]
  at.must(editItem, { id: fee, field: 'estimate', value: 5 })
  const early = at.must(askQuestion, { item: fee, text: 'Is there a fee?', role: 'po' })
  const session = at.must(planSession, { title: 'Thursday', items: [pay, fee, late] })
  after(10)
  at.must(startSession, { session })
  after(5)
  at.must(addCriterion, { item: pay, text: 'A card is taken' })
  at.must(addCriterion, { item: pay, text: 'A receipt is sent' })
  at.must(askQuestion, { item: pay, text: 'Which cards?', role: 'po' })
  at.must(splitItem, { id: pay, parts: [{ title: 'Pay by voucher' }] })
  after(7)
  at.must(showItem, { session, item: fee })
  at.must(editItem, { id: fee, field: 'estimate', value: 13 })
  at.must(editItem, { id: fee, field: 'estimate', value: 8 })
  at.must(answerQuestion, { id: early, text: 'Five percent.' })
  at.must(editItem, { id: other, field: 'title', value: 'Elsewhere too' })
  at.must(noteSession, { session, line: '- Vouchers come later' })
  at.must(noteSession, { session, line: 'Ben asks the bank' })
  after(8)
  const row = () => at.state.row('sessions', session)!
  return { ...stage, session, row, pay, fee, other }
}

test('the summary writes itself: what was looked at, refined, split, estimated, asked, answered and agreed', async () => {
  const { at, row, now, pay, fee, other } = await heldSession()
  expect(await endWithSummary(at.state, row(), now())).toBe(true)
  const summary = row().summary!
  expect(summary).toMatchObject({ from: BEGIN + 10 * MINUTE, until: now(), present: ['Anna'] })
  expect(summary.notes).toEqual(['Vouchers come later', 'Ben asks the bank'])
  expect(summary.items.map(({ item, seconds }) => [item, seconds])).toEqual([
    [pay, 12 * 60],
    [fee, 8 * 60],
    [other, 0],
  ])
  expect(summary.items[0]).toMatchObject({
    parts: ['Pay by voucher'],
    asked: ['Which cards?'],
    open: ['Which cards?'],
    estimated: false,
    ready: false,
  })
  expect(summary.unreached).toEqual(['Late checkout'])
  expect(summaryToMarkdown({ title: 'T', plan: 'P', when: '' }, summary)).toMatch(/not reached\n\n- Late checkout/)
  expect(summary.items[0]?.facts).toContain('2 criteria added')
  expect(summary.items[1]).toMatchObject({
    estimateFrom: 5,
    estimateTo: 8,
    estimated: true,
    asked: [],
    answered: ['Is there a fee? Five percent.'],
    open: [],
  })
  expect(summaryHead(summary)).toBe(
    '2 items looked at in 20 minutes, 3 items refined, 1 split, 1 estimated, 1 question asked, 1 answered.',
  )
  expect(await cameInLater(at.state, row())).toBe(0)
})

test('a round of cards that is begun while a session is on belongs to it', async () => {
  const { at, row, now, session, fee } = await heldSession()
  const deck = ['1', '2', '3']
  const [during = ''] = at.state.rounds.start({ kind: 'estimate', items: [fee], deck }) ?? []
  await endWithSummary(at.state, row(), now())
  const [later = ''] = at.state.rounds.start({ kind: 'question', items: [], question: 'Go?', deck }) ?? []
  expect([during, later].map((id) => at.state.row('rounds', id)?.session)).toEqual([session, null])
})

test('edits of somebody who was offline come in later, and the summary says so until it is written again', async () => {
  const { at, row, now, after, comesIn, fee } = await heldSession()
  await endWithSummary(at.state, row(), now())
  const late = (time: number, change: string): ChangeLine => ({
    change,
    time,
    author: { person: 'cleo', role: 'developer', forTeam: null },
    device: 'train',
    undoes: null,
    entries: [{ name: 'item.edit', record: `items/${fee}`, field: 'labels', from: null, to: 'money', why: '' }],
  })
  comesIn([late(BEGIN + 20 * MINUTE, 'in its time'), late(BEGIN, 'before'), late(now() + MINUTE, 'after')])
  after(60)
  expect(await cameInLater(at.state, row())).toBe(1)
  expect(await writeSummaryAgain(at.state, row(), now())).toBe('')
  expect(row().summary?.items[1]?.facts).toContain('with label “money”')
  expect(await cameInLater(at.state, row())).toBe(0)
})

test('a session whose laptop died ends with the last thing that was done in it, however late that is said', async () => {
  const { at, row, now, after } = await heldSession()
  const last = now() - 8 * MINUTE
  after(26 * 60)
  await endWithSummary(at.state, row(), now())
  expect(row().endedAt).toBe(last)
  expect(row().summary?.items.map(({ seconds }) => seconds)).toEqual([720, 1, 0])
})

test('a session ends also while the log cannot be read, and its summary is written when it can', async () => {
  const { at, row, now, hostIsAway } = await heldSession()
  hostIsAway(true)
  expect(await endWithSummary(at.state, row(), now())).toBe(true)
  expect(phaseOfSession(row())).toBe('over')
  expect(row().summary).toBeNull()
  expect(await writeSummaryAgain(at.state, row(), now())).not.toBe('')
  hostIsAway(false)
  await writeSummaryAgain(at.state, row(), now())
  expect(row().summary?.items).toHaveLength(3)
})

test('as Markdown it can be sent, and nobody’s words become a heading or a link in it', async () => {
  const { at, row, now, pay } = await heldSession()
  at.must(editItem, { id: pay, field: 'title', value: '# Pay [now](http://x)' })
  await endWithSummary(at.state, row(), now())
  const text = summaryToMarkdown({ title: 'Thursday', plan: 'Clinic', when: '5 March 2026' }, row().summary!)
  expect(text).toContain('# Thursday\n\nClinic, 5 March 2026\n\n2 items looked at')
  expect(text).toContain('## Agreed\n\n- Vouchers come later\n- Ben asks the bank')
  expect(text).toContain(' \\# Pay \\[now\\](http://x)**')
  expect(text).toContain('## Open questions\n\n- Which cards?')
  expect(text).toContain('  - estimate 5 to 8')
  expect(text).toContain('Fees** (8 minutes, ')
})
