import { expect, test } from 'vitest'
import type { Comment } from '../../../src/model/item-parts.ts'
import { askingComments, openQuestions, type Question } from '../../../src/model/question.ts'

const gone = { by: null, at: 1, why: '' }
const comment = (id: string, over: Partial<Comment> = {}): Comment => ({
  id,
  item: 'i',
  by: null,
  byName: 'Guest',
  at: 1,
  text: id,
  asks: true,
  source: null,
  deleted: null,
  ...over,
})
const question = (id: string, over: Partial<Question> = {}): Question => ({
  id,
  item: 'i',
  text: id,
  asks: null,
  role: 'po',
  by: null,
  byName: '',
  at: 1,
  comment: null,
  answer: '',
  answeredBy: null,
  answeredAt: null,
  deleted: null,
  ...over,
})

test('a comment that asks is open until a question is made of it, and again once that question is deleted', () => {
  const asked = [comment('c'), comment('said', { asks: false }), comment('gone', { deleted: gone })]
  const open = (questions: readonly Question[]) => askingComments(asked, questions).map(({ id }) => id)
  expect(open([])).toEqual(['c'])
  expect(open([question('q', { comment: 'c', answeredAt: 2 })])).toEqual([])
  expect(open([question('q', { comment: 'c', deleted: gone })])).toEqual(['c'])
})

test('open are questions without an answer and comments that ask, each once', () => {
  const questions = [
    question('a'),
    question('b', { answeredAt: 2 }),
    question('d', { deleted: gone }),
    question('c', { comment: 'c' }),
  ]
  expect(openQuestions(questions, [comment('c'), comment('e')])).toBe(3)
})
