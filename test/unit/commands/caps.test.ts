import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ALL_COMMANDS } from '../../../src/commands/all-commands.ts'
import { addComment } from '../../../src/commands/comments.ts'
import { LONGEST_TEXT, type Command } from '../../../src/commands/command.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { addCriterion } from '../../../src/commands/criteria.ts'
import { editItem, editItems, setDescription } from '../../../src/commands/edit-item.ts'
import { createEpic } from '../../../src/commands/epics.ts'
import { createFormula, setRubric } from '../../../src/commands/formulas.ts'
import { createGoal } from '../../../src/commands/goals.ts'
import { createMetric } from '../../../src/commands/metrics.ts'
import { sayOrderWhy } from '../../../src/commands/order-why.ts'
import { editRootText } from '../../../src/commands/plan-facts.ts'
import { askQuestion } from '../../../src/commands/questions.ts'
import { noteSession, endSession } from '../../../src/commands/session-end.ts'
import { startSession } from '../../../src/commands/session-steps.ts'
import { planSession } from '../../../src/commands/sessions.ts'
import { splitItem } from '../../../src/commands/split-item.ts'
import { startSurvey } from '../../../src/commands/surveys.ts'
import { createTemplate, editTemplate } from '../../../src/commands/templates.ts'
import { saveView } from '../../../src/commands/views.ts'
import type { Envelope } from '../../../src/model/envelope.ts'
import type { Failure } from '../../../src/model/result.ts'
import type { SessionSummary, SummaryItem } from '../../../src/model/session-summary.ts'
import { LARGEST_VALUE, valueBytes } from '../../../src/model/value-size.ts'
import { MAX_HEADER, MAX_UPDATE } from '../../../src/sync/record.ts'
import { readUpdate } from '../../../src/sync/update-form.ts'
import { MAX_ADVANCE, MAX_VALUE } from '../../../src/sync/update-limits.ts'
import { valueSize } from '../../../src/sync/value-form.ts'
import { inMemoryPlan, type InMemoryPlan } from '../../support/in-memory-plan.ts'

/** Three bytes for each of JavaScript's characters: no other sign has more. */
const WIDE = '€'
const SIZES = [90, 400, 900, 4_900, 9_900, 49_000, 84_000, 300_000, 499_000, 700_000]
const PO = { person: 'anna', role: 'po', forTeam: null }

interface Scene {
  readonly at: InMemoryPlan
  readonly item: string
  readonly template: string
  readonly session: string
}

function scene(): Scene {
  const at = inMemoryPlan()
  const item = at.must(createItem, { title: 'Pay by card' })
  const template = at.must(createTemplate, { kind: 'bug', name: 'A bug' })
  const session = at.must(planSession, { title: 'Thursday', items: [item] })
  at.must(startSession, { session })
  return { at, item, template, session }
}

/** Why the gate of a peer would refuse it; empty if it would not. */
function gateSays({ update, entries }: Envelope): string {
  if (update.length > MAX_UPDATE) return 'its update is too long'
  if (new TextEncoder().encode(JSON.stringify(entries)).length > MAX_HEADER - 10_000) return 'its header is too long'
  const structs = readUpdate(update)?.structs ?? []
  const size = structs.reduce((sum, struct) => sum + struct.length, 0)
  if (size > MAX_ADVANCE) return 'it is too long'
  for (const struct of structs)
    if (struct instanceof Y.Item && struct.content instanceof Y.ContentAny)
      for (const value of struct.content.arr) if (valueSize(value) > MAX_VALUE) return 'a value is too large'
  return ''
}

function summaryOf(words: string, items: number): SessionSummary {
  const item: SummaryItem = {
    item: 'x',
    key: 'ABCDE',
    title: words,
    seconds: 1,
    facts: [words, words],
    estimateFrom: null,
    estimateTo: 3,
    estimated: true,
    parts: Array.from({ length: 40 }, () => words),
    asked: [words],
    answered: [words],
    open: Array.from({ length: 30 }, () => words),
    ready: false,
    lacks: [words],
  }
  const many = Array.from({ length: items }, (_, i) => ({ ...item, item: `i${i}` }))
  return {
    from: 1,
    until: 2,
    at: 2,
    present: [words],
    items: many,
    more: 0,
    decisions: [words],
    notes: [words],
    changes: 1,
  }
}

type Act = (scene: Scene, words: string) => ReturnType<InMemoryPlan['run']>
const many = (words: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${i} ${words}`)

const ACTS: readonly (readonly [string, Act])[] = [
  ['an item’s title', ({ at }, words) => at.run(createItem, { title: words })],
  ['an item’s outcome', ({ at, item }, value) => at.run(editItem, { id: item, field: 'outcome', value })],
  ['an outcome of several', ({ at, item }, value) => at.run(editItems, { ids: [item], field: 'outcome', value })],
  ['a description', ({ at, item }, value) => at.run(setDescription, { id: item, value })],
  ['a new item’s description', ({ at }, description) => at.run(createItem, { title: 'A', description })],
  ['a vision', ({ at }, value) => at.run(editRootText, { field: 'vision', value })],
  ['an epic’s description', ({ at }, description) => at.run(createEpic, { title: 'A', description })],
  ['a reason for a place', ({ at, item }, why) => at.run(sayOrderWhy, { id: item, why })],
  ['a criterion', ({ at, item }, text) => at.run(addCriterion, { item, text })],
  ['a comment', ({ at, item }, text) => at.run(addComment, { item, text })],
  ['a question', ({ at, item }, text) => at.run(askQuestion, { item, text })],
  ['a goal', ({ at }, why) => at.run(createGoal, { title: 'A', why })],
  ['a unit', ({ at }, unit) => at.run(createMetric, { name: 'A', unit })],
  ['a filter', ({ at }, filter) => at.run(saveView, { name: 'A', filter, shared: true })],
  ['words of a survey', ({ at, item }, words) => at.run(startSurvey, { items: [item], words })],
  [
    'a template’s description',
    ({ at }, description) => at.run(createTemplate, { kind: 'bug', name: 'B', description }),
  ],
  [
    'a template’s criteria',
    ({ at }, words) => at.run(createTemplate, { kind: 'bug', name: 'B', criteria: many(words, 50) }),
  ],
  [
    'other criteria of a template',
    ({ at, template: id }, words) => at.run(editTemplate, { id, values: { criteria: many(words, 50) } }),
  ],
  [
    'a template’s labels',
    ({ at, template: id }, words) =>
      at.run(editTemplate, { id, values: { labels: many(words.slice(0, 40), Math.ceil(words.length / 10)) } }),
  ],
  [
    'a formula',
    ({ at }, words) => at.run(createFormula, { name: 'A', text: `1${' '.repeat(words.length)}`, factors: [] }),
  ],
  [
    'words of its factors',
    ({ at }, words) => {
      const rubric = Array.from({ length: 30 }, (_, value) => ({ value, words }))
      const factors = Array.from({ length: 20 }, (_, i) => ({
        name: `f${'abcdefghijklmnopqrstuvwxyz'[i]}`,
        asks: words,
        rubric,
      }))
      return at.run(createFormula, { name: 'A', text: '1', factors })
    },
  ],
  ['words of a step', ({ at }, words) => at.run(setRubric, { method: 'rice', factor: 'impact', value: 1, words })],
  ['parts of a split', ({ at, item: id }, title) => at.run(splitItem, { id, parts: [{ title }], leftOut: [title] })],
  ['a session’s name', ({ at }, title) => at.run(planSession, { title, items: [] })],
  ['a line of what was agreed', ({ at, session }, line) => at.run(noteSession, { session, line })],
  ['a summary', ({ at, session }, words) => at.run(endSession, { session, here: [], summary: summaryOf(words, 4) })],
  [
    'a summary of thousands',
    ({ at, session }, words) => at.run(endSession, { session, here: [], summary: summaryOf(words.slice(0, 900), 600) }),
  ],
]

test.each(ACTS)('%s: what is taken passes the gate of every peer, and what is not is said in a sentence', (_, act) => {
  let taken = 0
  for (const size of SIZES) {
    const stage = scene()
    const before = stage.at.envelopes.length
    const done = act(stage, WIDE.repeat(size))
    const made = stage.at.envelopes.slice(before)
    if (done.ok) {
      taken++
      expect(made.map(gateSays).filter((why) => why !== '')).toEqual([])
    } else {
      expect(made).toEqual([])
      expect(done.error.message).toMatch(/^[A-Z“].*\.$/s)
    }
  }
  expect(taken).toBeGreaterThan(0)
})

test.each(ALL_COMMANDS.map((command) => [command.name, command] as const))(
  '%s takes no single text that the gate would refuse',
  (_, command) => {
    const { at } = scene()
    const before = at.envelopes.length
    const most = 'takesTexts' in command ? LONGEST_TEXT : Math.floor(LARGEST_VALUE / 3)
    const args = { id: 'x', values: { deep: [WIDE.repeat(most + 1)] } }
    const done = at.run(command as unknown as Command<unknown, Failure, unknown>, args, PO)
    expect(done).toMatchObject({ ok: false, error: { type: 'too-long' } })
    expect(at.envelopes.length).toBe(before)
  },
)

test('a value is measured as the gate does', () => {
  for (const value of [null, 3, '', 'aé€😀', ['a', { b: ['€'] }], { a: null, ü: [1, 2] }, '\ud800'])
    expect(valueBytes(value)).toBe(valueSize(value))
  expect(LARGEST_VALUE).toBeLessThan(MAX_VALUE)
})
