import { expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import { addComment } from '../../../src/commands/comments.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import { createPerson } from '../../../src/commands/people.ts'
import {
  answerQuestion,
  askFromComment,
  askQuestion,
  deleteQuestion,
  editQuestion,
  reopenQuestion,
  takeAnswerOver,
} from '../../../src/commands/questions.ts'
import { askingComments, openQuestions } from '../../../src/model/question.ts'
import { inMemoryPlan, type InMemoryPlan } from '../../support/in-memory-plan.ts'

function scene() {
  const at = inMemoryPlan()
  const item = at.must(createItem, { title: 'Waiting list', description: 'As a skipper I wait.' })
  return { at, item }
}
const open = (at: InMemoryPlan, item: string) =>
  openQuestions(at.plan.partsOf('questions', item), at.plan.partsOf('comments', item))

test('a question names who must answer it, a person or a role, and is open until somebody does', () => {
  const { at, item } = scene()
  const ada = at.must(createPerson, { name: 'Ada' })
  const toAda = at.must(askQuestion, { item, text: 'How long does one wait?', asks: ada, role: 'po' })
  const toRole = at.must(askQuestion, { item, text: 'Who is told?', role: 'tpo' }, at.as('stakeholder'))
  expect(at.plan.row('questions', toAda)).toMatchObject({ asks: ada, role: '', by: 'anna', answeredAt: null })
  expect(at.plan.row('questions', toRole)).toMatchObject({ asks: null, role: 'tpo' })
  expect(open(at, item)).toBe(2)
  at.must(answerQuestion, { id: toAda, text: 'Two hours.' }, at.as('stakeholder'))
  expect(open(at, item)).toBe(1)
  expect(at.plan.row('questions', toAda)).toMatchObject({ answer: 'Two hours.', answeredBy: 'anna' })
  expect(at.run(answerQuestion, { id: toAda, text: 'Three.' })).toMatchObject({ error: { type: 'wrong-state' } })
  expect(at.run(askQuestion, { item, text: ' ' }).ok).toBe(false)
  expect(at.run(askQuestion, { item, text: 'X', role: 'king' }).ok).toBe(false)
  expect(at.run(askQuestion, { item, text: 'X', asks: 'nobody' }).ok).toBe(false)
})

test('an answer goes into the description or becomes a criterion in the same step', () => {
  const { at, item } = scene()
  const first = at.must(askQuestion, { item, text: 'How long does one wait?' })
  at.must(answerQuestion, { id: first, text: 'Two hours at most.', into: 'criteria' })
  expect(at.plan.partsOf('criteria', item).map(({ text }) => text)).toEqual(['Two hours at most.'])
  const second = at.must(askQuestion, { item, text: 'Who is told?' })
  at.must(answerQuestion, { id: second, text: 'The harbour master.', into: 'description' })
  expect(at.plan.textOf('items', item, 'description')).toBe(
    'As a skipper I wait.\n\n**Who is told?** The harbour master.',
  )
  at.must(takeAnswerOver, { id: second, into: 'criteria' })
  expect(at.plan.partsOf('criteria', item)).toHaveLength(2)
  const third = at.must(askQuestion, { item, text: 'And at night?' })
  expect(at.run(answerQuestion, { id: third, text: 'No.', into: 'criteria' }, at.as('stakeholder')).ok).toBe(false)
  expect(at.run(takeAnswerOver, { id: third, into: 'criteria' })).toMatchObject({ error: { type: 'wrong-state' } })
})

test('a question that is asked again keeps what was answered before', () => {
  const { at, item } = scene()
  const id = at.must(askQuestion, { item, text: 'How long?' })
  at.must(answerQuestion, { id, text: 'Two hours.' })
  at.must(reopenQuestion, { id })
  expect(at.plan.row('questions', id)).toMatchObject({ answer: 'Two hours.', answeredAt: null })
  expect(open(at, item)).toBe(1)
  at.must(answerQuestion, { id, text: 'Two hours.' })
  expect(open(at, item)).toBe(0)
})

test('a comment that asks counts as open, and a question can be made of it, which keeps who asked and when', () => {
  const { at, item } = scene()
  const comment = at.must(addComment, { item, text: 'Is there a fee?', asks: true }, at.as('stakeholder'))
  const said = at.plan.row('comments', comment)
  expect(open(at, item)).toBe(1)
  const id = at.must(askFromComment, { comment, role: 'po' })
  expect(at.plan.row('questions', id)).toMatchObject({ text: 'Is there a fee?', role: 'po', at: said?.at, comment })
  expect(open(at, item)).toBe(1)
  expect(askingComments(at.plan.partsOf('comments', item), at.plan.partsOf('questions', item))).toEqual([])
  expect(at.run(askFromComment, { comment }).ok).toBe(false)
  at.must(deleteQuestion, { id })
  expect(open(at, item)).toBe(1)
  at.must(askFromComment, { comment, answer: 'No fee.', into: 'criteria' })
  expect(open(at, item)).toBe(0)
  expect(at.plan.partsOf('criteria', item).map(({ text }) => text)).toEqual(['No fee.'])
})

test('who asked it and who edits items change a question; others ask their own', () => {
  const { at, item } = scene()
  const dan = { person: 'dan', role: 'stakeholder', forTeam: null }
  const id = at.must(askQuestion, { item, text: 'How long?' }, dan)
  const eve = { person: 'eve', role: 'stakeholder', forTeam: null }
  expect(at.run(editQuestion, { id, text: 'How short?' }, eve)).toMatchObject({ error: { type: 'not-yours' } })
  at.must(editQuestion, { id, text: 'How long at most?' }, dan)
  at.must(editQuestion, { id, role: 'developer' })
  expect(at.plan.row('questions', id)).toMatchObject({ text: 'How long at most?', role: 'developer' })
  expect(at.run(deleteQuestion, { id }, eve).ok).toBe(false)
})

test('the log says asked, answered and asked again', () => {
  const { at, item } = scene()
  const words = (result: ReturnType<InMemoryPlan['run']>) =>
    result.ok ? changeWords(result.value.entries, namesIn(at.plan)) : ''
  expect(words(at.run(askQuestion, { id: 'q', item, text: 'How long?' }))).toBe('Asked “How long?”')
  expect(words(at.run(answerQuestion, { id: 'q', text: 'Two hours.', into: 'criteria' }))).toBe('Answered “How long?”')
  expect(words(at.run(reopenQuestion, { id: 'q' }))).toBe('Asked “How long?” again')
})
