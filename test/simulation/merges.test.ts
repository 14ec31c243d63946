import { expect, test } from 'vitest'
import { attachFile } from '../../src/commands/attachments.ts'
import { addComment } from '../../src/commands/comments.ts'
import { createItems } from '../../src/commands/create-item.ts'
import { addCriterion } from '../../src/commands/criteria.ts'
import { addLink } from '../../src/commands/links.ts'
import { mergeItems } from '../../src/commands/merge-items.ts'
import { askQuestion } from '../../src/commands/questions.ts'
import { startRound } from '../../src/commands/rounds.ts'
import { scoreItem } from '../../src/commands/scores.ts'
import { answerSurvey, startSurvey } from '../../src/commands/surveys.ts'
import { planSession } from '../../src/commands/sessions.ts'
import { addTask } from '../../src/commands/tasks.ts'
import { createPlan, type Plan } from '../../src/doc/plan.ts'
import { agendaOf } from '../../src/model/session.ts'
import { TABLE_NAMES, type TableName } from '../../src/model/tables.ts'
import { inMemoryPlan, seededRandom, type InMemoryPlan } from '../support/in-memory-plan.ts'
import { undoInMemory } from '../support/undo-in-memory.ts'

/** People who are apart merge duplicates, take merges back, and go on to work with whatever they still see. Nobody deletes. */
const PEERS = 3
const STEPS = 40
const SEEDS = 60
const SURVEY = 'survey'

async function play(seed: number) {
  const random = seededRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const first = inMemoryPlan({ client: 1, seed })
  const items = first.must(createItems, { titles: ['Berths', 'Queue', 'Waiting list', 'Line', 'Moorings'] })
  first.must(startSurvey, { id: SURVEY, items, words: 'How would you feel?' })
  const peers = [first]
  while (peers.length < PEERS) peers.push(inMemoryPlan({ client: peers.length + 1, seed, from: first }))
  const done: Record<string, number> = {}
  const merges = new Map<InMemoryPlan, string[]>()

  for (let step = 0; step < STEPS; step++) {
    const peer = pick(peers)
    const item = pick(peer.plan.live.ids)
    const act = random()
    const text = `said ${step}`
    if (act < 0.25) {
      const others = peer.plan.live.ids.filter((id) => id !== item && random() < 0.4)
      const merge = peer.run(mergeItems, { keep: item, others })
      if (!merge.ok) continue
      done['merged'] = (done['merged'] ?? 0) + 1
      merges.set(peer, [...(merges.get(peer) ?? []), merge.value.change])
    } else if (act < 0.33) {
      const changes = merges.get(peer) ?? []
      if (changes.length === 0) continue
      const change = pick(changes)
      merges.set(
        peer,
        changes.filter((one) => one !== change),
      )
      await undoInMemory(peer, change)
      done['undone'] = (done['undone'] ?? 0) + 1
    } else if (act < 0.8) {
      const said = saysOf(peer, item, text, step)
      const what = pick(Object.keys(said))
      const result = said[what]?.()
      if (result?.ok !== true) continue
      done[what] = (done[what] ?? 0) + 1
    } else peer.hear(pick(peers.filter((other) => other !== peer)))
  }
  for (const one of [...peers, ...peers]) for (const other of peers) if (one !== other) one.hear(other)
  return { peers, done }
}

function saysOf(peer: InMemoryPlan, item: string, text: string, step: number) {
  const other = peer.plan.live.ids.find((id) => id !== item)
  return {
    comment: () => peer.run(addComment, { item, text }),
    question: () => peer.run(askQuestion, { item, text }),
    criterion: () => peer.run(addCriterion, { item, text }),
    task: () => peer.run(addTask, { item, text }, peer.as('developer')),
    score: () => peer.run(scoreItem, { item, method: 'ice', factors: { impact: 1 + (step % 9) } }),
    file: () =>
      peer.run(attachFile, { item, name: text, type: 'text/plain', size: 3, hash: `${step % 10}`.repeat(64) }),
    link: () => peer.run(addLink, { from: item, to: other ?? null, type: 'blocks' }),
    round: () => peer.run(startRound, { kind: 'estimate', items: [item], deck: ['1', '2', '3'] }),
    session: () => peer.run(planSession, { title: text, items: [item] }),
    answer: () =>
      peer.run(answerSurvey, {
        survey: SURVEY,
        item,
        respondent: `name/${step}`,
        name: text,
        with: 'like',
        without: 'dislike',
      }),
  } as Record<string, () => { readonly ok: boolean }>
}

/** Items that live records name, by table. */
function namedItems(plan: Plan): (readonly [TableName, string])[] {
  const live = <T extends TableName>(table: T) => [...plan.rows(table).values()].filter((row) => row.deleted === null)
  const parts = (['criteria', 'tasks', 'comments', 'questions', 'attachments', 'scores', 'answers'] as const).flatMap(
    (table) => live(table).map(({ item }) => [table, item] as const),
  )
  // A link between what is one item now says nothing more than that.
  const links = live('links')
    .filter(({ from, to }) => to === null || plan.heirOf(from) !== plan.heirOf(to))
    .flatMap(({ from, to }) => [from, ...(to === null ? [] : [to])].map((id) => ['links', id] as const))
  const rounds = live('rounds').flatMap(({ item }) => (item === null ? [] : [['rounds', item] as const]))
  const sessions = live('sessions').flatMap((one) => agendaOf(one).map(({ item }) => ['sessions', item] as const))
  const surveys = live('surveys').flatMap((one) => one.items.map((item) => ['surveys', item] as const))
  return [...parts, ...links, ...rounds, ...sessions, ...surveys]
}

function rowsIn(plan: Plan) {
  return TABLE_NAMES.map((table) => [table, [...plan.rows(table).values()].sort((a, b) => (a.id < b.id ? -1 : 1))])
}

function partsIn(plan: Plan) {
  const tables = ['criteria', 'tasks', 'comments', 'links', 'scores', 'questions', 'attachments'] as const
  return [...plan.rows('items').keys()].map((id) => [id, tables.map((table) => plan.partsOf(table, id))])
}

const done: Record<string, number> = {}
test.each(Array.from({ length: SEEDS }, (_, i) => i + 1))(
  'whoever merges, and whatever is said meanwhile, nothing hangs on an item that nobody sees (seed %i)',
  async (seed) => {
    const { peers, done: mine } = await play(seed)
    for (const [what, count] of Object.entries(mine)) done[what] = (done[what] ?? 0) + count
    const [first] = peers as [InMemoryPlan]
    expect(first.plan.live.ids.length).toBeGreaterThan(0)
    for (const { plan } of peers) {
      expect(namedItems(plan).filter(([, item]) => plan.row('items', item)?.deleted !== null)).toEqual([])
      const fresh = createPlan(plan.doc)
      expect(rowsIn(plan)).toEqual(rowsIn(fresh))
      expect(partsIn(plan)).toEqual(partsIn(fresh))
      expect(plan.live.ids).toEqual(fresh.live.ids)
      expect(rowsIn(plan)).toEqual(rowsIn(first.plan))
      fresh.destroy()
    }
  },
)

test('all of it really happened', () => {
  const kinds = ['merged', 'undone', ...Object.keys(saysOf(inMemoryPlan(), 'any', '', 0))]
  expect(kinds.filter((kind) => (done[kind] ?? 0) <= 10)).toEqual([])
})
