import { expect, test } from 'vitest'
import type { Command } from '../../../src/commands/command.ts'
import { addComment } from '../../../src/commands/comments.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { addCriterion } from '../../../src/commands/criteria.ts'
import { addLink } from '../../../src/commands/links.ts'
import { mergeItems } from '../../../src/commands/merge-items.ts'
import { askQuestion } from '../../../src/commands/questions.ts'
import { splitItem } from '../../../src/commands/split-item.ts'
import type { Link } from '../../../src/model/item-parts.ts'
import type { Failure } from '../../../src/model/result.ts'
import type { TableName } from '../../../src/model/tables.ts'
import { inMemoryPlan, type InMemoryPlan } from '../../support/in-memory-plan.ts'
import { seeded } from '../../support/random.ts'
import { undoInMemory } from '../../support/undo-in-memory.ts'

const SEEDS = 15
const STEPS = 12
const TABLES = ['items', 'comments', 'criteria', 'questions', 'links'] as const satisfies readonly TableName[]

test('no split and no merge, undone or not, loses an item, a comment, a criterion, a link or a question', async () => {
  let [splits, merges, undone] = [0, 0, 0]
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = seeded(seed)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
    const at = inMemoryPlan({ seed })
    for (let i = 0; i < 6; i++)
      at.must(createItem, { title: `Item ${i}`, description: random() < 0.5 ? `Text ${i}` : '' })
    const live = (): readonly string[] => [...at.plan.live.ids]
    for (let i = 0; i < 14; i++) {
      const item = pick(live())
      const text = `Text ${Math.floor(random() * 4)}`
      const other = pick(live())
      if (i % 4 === 0) at.must(addComment, { item, text })
      if (i % 4 === 1) at.must(addCriterion, { item, text })
      if (i % 4 === 2) at.must(askQuestion, { item, text })
      if (i % 4 === 3 && item !== other) at.must(addLink, { from: item, to: other, type: pick(['blocks', 'relates']) })
    }
    for (let step = 0; step < STEPS; step++) {
      const before = facts(at)
      const ties = [...at.plan.rows('links').values()].filter((link) => link.deleted === null)
      const whole = picture(at)
      const item = pick(live())
      const [a = '', b = ''] = live().filter((id) => id !== item)
      const isSplit = random() < 0.5 || b === ''
      const criteria = at.plan.partsOf('criteria', item).map(({ id }) => id)
      const change = isSplit
        ? changeOf(at, splitItem, {
            id: item,
            parts: [
              { title: 'One', criteria: criteria.slice(0, 1) },
              { title: 'Two', parked: random() < 0.3 },
            ],
            ...(random() < 0.5 ? { title: 'Less' } : {}),
            leftOut: random() < 0.3 ? ['Gold plating'] : [],
          })
        : changeOf(at, mergeItems, { keep: item, others: random() < 0.3 ? [a, b] : [a], texts: [item, a] })
      if (isSplit) splits++
      else merges++
      const now = new Set(facts(at))
      const lost = [...before.filter((fact) => !now.has(fact)), ...lostTies(at, ties)]
      expect({ seed, step, lost }).toEqual({ seed, step, lost: [] })
      if (random() < 0.5) {
        undone++
        const left = await undoInMemory(at, change)
        expect({ seed, step, left, picture: picture(at) }).toEqual({ seed, step, left: [], picture: whole })
      }
    }
  }
  expect(Math.min(splits, merges, undone)).toBeGreaterThan(40)
}, 60_000)

function changeOf<Args, F extends Failure, Value>(
  at: InMemoryPlan,
  command: Command<Args, F, Value>,
  args: Args,
): string {
  const done = at.run(command, args)
  if (!done.ok) throw new Error(done.error.message)
  return done.value.change
}

/** All records, and what is said on items that are there, whichever of them it hangs on. */
function facts(at: InMemoryPlan): readonly string[] {
  const live = new Set(at.plan.live.ids)
  const said = (table: 'comments' | 'criteria' | 'questions'): string[] =>
    [...at.plan.rows(table).values()].flatMap((row) =>
      row.deleted === null && live.has(row.item) ? [`${table} ${row.text}`] : [],
    )
  const records = TABLES.flatMap((table) => [...at.plan.rows(table).keys()].map((id) => `${table}/${id}`))
  return [...records, ...said('comments'), ...said('criteria'), ...said('questions')]
}

/** Links of before that say nothing any more: their ends, or what these were merged into, are not tied in the same way. */
function lostTies(at: InMemoryPlan, before: readonly Link[]): string[] {
  const live = [...at.plan.rows('links').values()].filter((link) => link.deleted === null)
  const into = new Map(live.filter(({ type }) => type === 'duplicates').map(({ from, to }) => [from, to ?? '']))
  const standsFor = (id: string): string => {
    const isGone = at.plan.row('items', id)?.deleted !== null
    return isGone && into.has(id) ? standsFor(into.get(id) ?? '') : id
  }
  const name = ({ from, to, type }: Link): string => `${standsFor(from)} ${type} ${standsFor(to ?? '')}`
  const isThere = (id: string | null): boolean => at.plan.row('items', id ?? '')?.deleted === null
  const tied = new Set(live.filter(({ from, to }) => isThere(from) && isThere(to)).map(name))
  return before.flatMap((link) =>
    tied.has(name(link)) || standsFor(link.from) === standsFor(link.to ?? '') ? [] : [name(link)],
  )
}

/** All that is shown, so that an undo can be held against it. */
function picture(at: InMemoryPlan): unknown {
  return at.plan.live.ids.map((id) => [
    at.plan.row('items', id),
    at.plan.textOf('items', id, 'description'),
    ...(['criteria', 'comments', 'questions', 'links'] as const).map((table) => at.plan.partsOf(table, id)),
  ])
}
