import { flushSync } from 'svelte'
import { expect, test } from 'vitest'
import { addComment, deleteComment } from '../../../src/commands/comments.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { deleteItems, restoreItems } from '../../../src/commands/delete-item.ts'
import {
  answerQuestion,
  askFromComment,
  askQuestion,
  deleteQuestion,
  reopenQuestion,
} from '../../../src/commands/questions.ts'
import { createOpenQuestions } from '../../../src/state/open-questions.svelte.ts'
import { inMemoryPlan, type InMemoryPlan } from '../../support/in-memory-plan.ts'
import { seeded } from '../../support/random.ts'

const texts = (queue: { readonly list: readonly { readonly text: string }[] }) => queue.list.map(({ text }) => text)

test('the queue holds what is open, oldest first, and lets go of what was answered or went with its item', () => {
  const at = inMemoryPlan()
  const item = at.must(createItem, { title: 'Waiting list' })
  const other = at.must(createItem, { title: 'Fees' })
  const queue = createOpenQuestions(at.plan)
  const first = at.must(askQuestion, { item, text: 'How long?' })
  const comment = at.must(addComment, { item: other, text: 'Is there a fee?', asks: true })
  at.must(addComment, { item: other, text: 'Fine.' })
  expect(texts(queue)).toEqual(['How long?', 'Is there a fee?'])
  at.must(answerQuestion, { id: first, text: 'Two hours.' })
  expect(texts(queue)).toEqual(['Is there a fee?'])
  at.must(reopenQuestion, { id: first })
  const made = at.must(askFromComment, { comment, role: 'po' })
  expect(texts(queue)).toEqual(['How long?', 'Is there a fee?'])
  expect(queue.list.map(({ question }) => question?.id)).toEqual([first, made])
  at.must(deleteQuestion, { id: made })
  expect(queue.list.map(({ question }) => question?.id ?? null)).toEqual([first, null])
  at.must(deleteItems, { ids: [item], why: '' })
  expect(texts(queue)).toEqual(['Is there a fee?'])
  at.must(restoreItems, { ids: [item] })
  at.must(deleteComment, { id: comment })
  expect(texts(queue)).toEqual(['How long?'])
  queue.stop()
})

test('after any edits, also those of a peer, the queue equals one that is read anew', () => {
  const here = inMemoryPlan({ client: 1 })
  const items = Array.from({ length: 4 }, (_, i) => here.must(createItem, { title: `Item ${i}` }))
  const there = inMemoryPlan({ client: 2, from: here })
  const queue = createOpenQuestions(here.plan)
  const random = seeded(7)
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const ids = (at: InMemoryPlan, table: 'questions' | 'comments') => [...at.plan.rows(table).keys()]
  const done = new Set<string>()
  for (let turn = 0; turn < 200; turn++) {
    const at = random() < 0.5 ? here : there
    const item = pick(items) ?? ''
    const question = pick(ids(at, 'questions')) ?? ''
    const comment = pick(ids(at, 'comments')) ?? ''
    const acts = [
      () => at.run(askQuestion, { item, text: `Q${turn}` }),
      () => at.run(addComment, { item, text: `C${turn}`, asks: random() < 0.7 }),
      () => at.run(answerQuestion, { id: question, text: 'Yes.' }),
      () => at.run(reopenQuestion, { id: question }),
      () => at.run(deleteQuestion, { id: question }),
      () => at.run(askFromComment, { comment }),
      () => at.run(deleteComment, { id: comment }),
      () => at.run(deleteItems, { ids: [item], why: '' }),
      () => at.run(restoreItems, { ids: [item] }),
    ]
    const which = Math.floor(random() * acts.length)
    if (acts[which]?.().ok === true) done.add(String(which))
    if (random() < 0.3) here.hear(there)
    if (random() < 0.3) there.hear(here)
    flushSync()
    const fresh = createOpenQuestions(here.plan)
    expect(queue.list, `turn ${turn}, seed 7`).toEqual(fresh.list)
    fresh.stop()
  }
  expect(done.size).toBe(9)
  queue.stop()
})
