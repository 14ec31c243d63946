import { expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { createFormula, deleteFormula, editFormula, setRubric } from '../../../src/commands/formulas.ts'
import { moveItem } from '../../../src/commands/move-item.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import { sayOrderWhy } from '../../../src/commands/order-why.ts'
import { scoreItem, scoreItems } from '../../../src/commands/scores.ts'
import { answerSurvey, closeSurvey, startSurvey } from '../../../src/commands/surveys.ts'
import { planToOrdinalJson } from '../../../src/interchange/ordinal-export.ts'
import { factorsAfter } from '../../../src/model/score.ts'
import { kanoResult } from '../../../src/model/scoring/kano.ts'
import { methodsOf } from '../../../src/model/scoring/plan-methods.ts'
import { countingAnswers } from '../../../src/model/survey.ts'
import { createRecord } from '../../../src/doc/write.ts'
import type { OwnFormula } from '../../../src/model/formula.ts'
import { emptyPlan, importInto } from '../../support/import-into.ts'
import { inMemoryPlan, type InMemoryPlan } from '../../support/in-memory-plan.ts'

function planWith(...titles: string[]) {
  const at = inMemoryPlan()
  const ids = titles.map((title) => at.must(createItem, { title, at: 'bottom' }) as string)
  return { at, ids }
}
const scoresOf = (at: InMemoryPlan, item: string, method: string) =>
  at.plan.partsOf('scores', item).filter((score) => score.method === method)
const words = (at: InMemoryPlan) => changeWords(at.envelopes.flatMap((one) => one.entries).slice(-1), namesIn(at.plan))

test('scores are kept by date: what was believed before stays, and the latest of each factor counts', () => {
  const { at, ids } = planWith('Waiting list')
  const [item = ''] = ids
  at.must(scoreItem, { item, method: 'rice', factors: { reach: 500, impact: 2, confidence: 80, effort: 2 } })
  at.must(scoreItem, { item, method: 'rice', factors: { reach: 900 }, why: 'the spring numbers' })
  const scores = scoresOf(at, item, 'rice')
  expect(scores).toHaveLength(2)
  expect(scores[1]).toMatchObject({ factors: { reach: 900 }, by: 'anna', why: 'the spring numbers' })
  expect(factorsAfter(scores)).toEqual({ reach: 900, impact: 2, confidence: 80, effort: 2 })
  expect(factorsAfter(scores.slice(0, 1))).toMatchObject({ reach: 500 })
  at.must(scoreItem, { item, method: 'rice', factors: { reach: 900 } })
  expect(scoresOf(at, item, 'rice')).toHaveLength(2)
})

test('two people who score different factors of one item apart both count', () => {
  const { at, ids } = planWith('Waiting list')
  const [item = ''] = ids
  const train = inMemoryPlan({ client: 2, from: at })
  at.must(scoreItem, { item, method: 'wsjf', factors: { jobSize: 5 } })
  train.must(scoreItem, { item, method: 'wsjf', factors: { timeCriticality: 8 } })
  at.hear(train)
  train.hear(at)
  for (const side of [at, train])
    expect(factorsAfter(scoresOf(side, item, 'wsjf'))).toEqual({ jobSize: 5, timeCriticality: 8 })
})

test('what is said now counts, also where the clock is behind', () => {
  const { at, ids } = planWith('Waiting list')
  const [item = ''] = ids
  at.must(scoreItem, { item, method: 'ice', factors: { ease: 3 } })
  const slow = inMemoryPlan({ client: 2, from: at, now: () => 1000 })
  slow.must(scoreItem, { item, method: 'ice', factors: { ease: 4 } })
  expect(factorsAfter(scoresOf(slow, item, 'ice'))).toEqual({ ease: 4 })
})

test('a score never reorders the backlog', () => {
  const { at, ids } = planWith('A', 'B', 'C')
  const before = [...at.plan.order.ids]
  at.must(scoreItems, {
    method: 'value-effort',
    scores: ids.map((item, i) => ({ item, factors: { value: i * 10, effort: 1 } })),
  })
  expect(at.plan.order.ids).toEqual(before)
  expect(words(at)).toBe('Scored “C”: Value / effort: value 20, effort 1')
  at.must(moveItem, { id: ids[2]!, after: null })
  at.must(sayOrderWhy, { id: ids[2]!, why: '  The pilot harbour waits for it.  ' })
  expect(at.plan.row('items', ids[2]!)?.orderWhy).toBe('The pilot harbour waits for it.')
  expect(words(at)).toBe('Said why “C” stands where it does')
})

test('value and effort are written into the item’s own fields, with the date beside them', () => {
  const { at, ids } = planWith('A')
  at.must(scoreItem, { item: ids[0]!, method: 'value-effort', factors: { value: 8, effort: 3 } })
  expect(at.plan.row('items', ids[0]!)).toMatchObject({ value: 8, effort: 3 })
  at.must(scoreItem, { item: ids[0]!, method: 'value-effort', factors: { value: null } })
  expect(at.plan.row('items', ids[0]!)?.value).toBeNull()
  expect(scoresOf(at, ids[0]!, 'value-effort').map((score) => score.factors)).toEqual([
    { value: 8, effort: 3 },
    { value: null },
  ])
})

test('a value that cannot be taken is said, with the item, and nothing of many is written', () => {
  const { at, ids } = planWith('A', 'B')
  const before = at.envelopes.length
  const result = at.run(scoreItems, {
    method: 'rice',
    scores: [
      { item: ids[0]!, factors: { effort: 1 } },
      { item: ids[1]!, factors: { effort: 0 } },
    ],
  })
  expect(result).toMatchObject({
    ok: false,
    error: { message: '“B”: Effort is at least 0.5 person-months. Nothing was written.' },
  })
  expect(at.run(scoreItem, { item: ids[0]!, method: 'nope', factors: {} }).ok).toBe(false)
  expect(at.run(scoreItem, { item: ids[0]!, method: 'ice', factors: { reach: 1 } }).ok).toBe(false)
  expect(at.run(scoreItem, { item: ids[0]!, method: 'ice', factors: { ease: 1 } }, at.as('developer'))).toMatchObject({
    error: { type: 'not-yours' },
  })
  expect(at.envelopes).toHaveLength(before)
})

test('a formula of the plan’s own scores items; a broken one and one with a cycle are refused at their character', () => {
  const { at, ids } = planWith('A')
  const factors = [{ name: 'Love', asks: 'Who would miss it?', rubric: [{ value: 1, words: 'Nobody' }] }]
  const id = at.must(createFormula, { name: 'Pull', text: 'love * value / effort', factors })
  at.must(scoreItem, { item: ids[0]!, method: `formula:${id}`, factors: { Love: 4 } })
  expect(factorsAfter(scoresOf(at, ids[0]!, `formula:${id}`))).toEqual({ Love: 4 })
  const blend = at.must(createFormula, { name: 'Blend', text: 'Pull + 1', factors: [] })
  expect(at.run(editFormula, { id, name: 'Pull', text: 'love + Blend', factors })).toMatchObject({
    error: { at: 7, message: 'These formulas need each other in a circle: Pull → Blend → Pull. Take one of them out.' },
  })
  expect(at.run(createFormula, { name: 'pull', text: '1', factors: [] })).toMatchObject({
    error: { message: 'There is a formula called “pull” already.' },
  })
  expect(at.run(createFormula, { name: 'Other', text: 'love +', factors })).toMatchObject({ error: { at: 6 } })
  expect(at.run(deleteFormula, { id })).toMatchObject({
    error: { message: '“Blend” uses the score of “Pull”. Change that formula first.' },
  })
  at.must(deleteFormula, { id: blend })
  at.must(deleteFormula, { id })
  expect(at.run(scoreItem, { item: ids[0]!, method: `formula:${id}`, factors: { Love: 4 } }).ok).toBe(false)
})

test('a formula that is called otherwise goes on counting in those that use it, and one that cannot say the new name keeps the old', () => {
  const { at } = planWith('A')
  const id = at.must(createFormula, { name: 'Customer pull', text: 'value', factors: [] })
  const love = { name: 'Love', asks: '', rubric: [] }
  const blend = { name: 'Blend', text: '2e3 * Customer_Pull + love / customer_pull', factors: [love] }
  const user = at.must(createFormula, blend)
  const textNow = () => at.plan.row('formulas', user)?.text
  const rename = (name: string, text = 'value') => at.run(editFormula, { id, name, text, factors: [] })
  expect(rename('E3').ok).toBe(true)
  expect(textNow()).toBe('2e3 * e3 + love / e3')
  expect(rename('Need').ok).toBe(true)
  expect(textNow()).toBe('2e3 * need + love / need')
  expect(methodsOf(at.plan.rows('formulas').values()).every((one) => one.score({}).is !== 'trouble')).toBe(true)
  expect(rename('love')).toMatchObject({
    error: { message: '“Blend” uses the score of “Need”. Change that formula first.' },
  })
  expect(rename('Want', 'Blend')).toMatchObject({
    error: { message: 'These formulas need each other in a circle: Want → Blend → Want. Take one of them out.' },
  })
  expect(at.plan.row('formulas', id)?.name).toBe('Need')
  expect(textNow()).toBe('2e3 * need + love / need')
})

test('the plan words the steps of a standard method anew, and gives the usual words back', () => {
  const { at } = planWith('A')
  const stepsOf = () =>
    methodsOf(at.plan.rows('formulas').values())
      .find((method) => method.id === 'wsjf')
      ?.factors.find((factor) => factor.name === 'jobSize')
      ?.rubric.map((step) => step.words)
  const usual = stepsOf()
  at.must(setRubric, { method: 'wsjf', factor: 'jobSize', value: 1, words: 'As small as the opening hours' })
  expect(stepsOf()?.[0]).toBe('As small as the opening hours')
  expect(stepsOf()?.slice(1)).toEqual(usual?.slice(1))
  at.must(setRubric, { method: 'wsjf', factor: 'jobSize', value: 1, words: '' })
  expect(stepsOf()).toEqual(usual)
})

test('words for steps that two people write apart are all kept, of a standard method and of a formula, also in a file', () => {
  const { at: anna } = planWith('A')
  const love = { name: 'Love', asks: '', rubric: [{ value: 1, words: 'Nobody' }] }
  const formula = `formula:${anna.must(createFormula, { name: 'Pull', text: 'love', factors: [love] })}`
  anna.writer.flush()
  const ben = inMemoryPlan({ client: 2, from: anna })
  const word = (at: InMemoryPlan, method: string, value: number, words: string) =>
    at.must(setRubric, { method, factor: method === 'wsjf' ? 'jobSize' : 'Love', value, words })
  const wordsOf = (formulas: Iterable<OwnFormula>, method: string) =>
    methodsOf(formulas)
      .find(({ id }) => id === method)
      ?.factors.find(({ name }) => name === 'jobSize' || name === 'Love')
      ?.rubric.filter(({ words }) => /^(Anna|Ben)/.test(words))
      .map(({ value, words }) => `${value} ${words}`)
  const both = () => {
    anna.hear(ben)
    ben.hear(anna)
    for (const method of ['wsjf', formula])
      expect(wordsOf(anna.plan.rows('formulas').values(), method)).toEqual(
        wordsOf(ben.plan.rows('formulas').values(), method),
      )
    return wordsOf(anna.plan.rows('formulas').values(), 'wsjf')
  }
  for (const method of ['wsjf', formula]) {
    word(anna, method, 1, 'Anna one')
    word(ben, method, 2, 'Ben two')
  }
  expect(both()).toEqual(['1 Anna one', '2 Ben two'])
  for (const method of ['wsjf', formula]) {
    word(anna, method, 2, 'Anna two')
    word(ben, method, 1, 'Ben one')
    word(ben, method, 3, 'Ben three')
    word(anna, method, 3, 'Anna three')
  }
  expect(both()).toEqual(['1 Ben one', '2 Anna two', expect.stringMatching(/^3 (Anna|Ben) three$/)])
  word(anna, 'wsjf', 3, 'Anna says three')
  expect(both()).toEqual(['1 Ben one', '2 Anna two', '3 Anna says three'])
  word(ben, 'wsjf', 3, '')
  expect(both()).toEqual(['1 Ben one', '2 Anna two'])
  const copy = emptyPlan()
  importInto(copy, planToOrdinalJson(anna.plan))
  expect(wordsOf(copy.plan.rows('formulas').values(), 'wsjf')).toEqual(both())
  expect(wordsOf(copy.plan.rows('formulas').values(), formula)).toEqual(
    wordsOf(anna.plan.rows('formulas').values(), formula),
  )
})

test('words that a file has in one record for a whole method give way step by step', () => {
  const { at } = planWith('A')
  const rubric = [1, 2].map((value) => ({ value, words: `Of the file ${value}` }))
  at.writer.write({ author: at.author, change: 'file' }, () => {
    createRecord(at.plan.doc, 'formulas', '0', { method: 'wsjf', factors: [{ name: 'jobSize', asks: '', rubric }] })
  })
  const first = () =>
    methodsOf(at.plan.rows('formulas').values())
      .find(({ id }) => id === 'wsjf')
      ?.factors.find(({ name }) => name === 'jobSize')
      ?.rubric.slice(0, 2)
      .map(({ words }) => words)
  expect(first()).toEqual(['Of the file 1', 'Of the file 2'])
  at.must(setRubric, { method: 'wsjf', factor: 'jobSize', value: 2, words: 'Ours' })
  expect(first()).toEqual(['Of the file 1', 'Ours'])
  at.must(setRubric, { method: 'wsjf', factor: 'jobSize', value: 1, words: '' })
  expect(first()?.[0]).not.toMatch(/file/)
})

test('a survey answered twice: the newer answer counts, and the person is told', () => {
  const { at, ids } = planWith('A', 'B')
  const survey = at.must(startSurvey, { items: [ids[0]!], words: 'How do you feel?' })
  const answer = { survey, item: ids[0]!, respondent: 'guest/g1', name: 'Grace', with: 'like', without: 'dislike' }
  const guest = { person: null, role: 'guest', forTeam: null, guest: 'Grace' }
  expect(at.must(answerSurvey, answer, guest).again).toBe('')
  expect(at.must(answerSurvey, { ...answer, without: 'neutral' }, guest).again).toBe(
    'You answered this before. The newer answer counts; the older one is kept.',
  )
  expect(at.must(answerSurvey, { ...answer, without: 'neutral' }, guest).again).toBe(
    'You gave this answer before. It counts once.',
  )
  expect(at.plan.rows('answers').size).toBe(2)
  expect(kanoResult(countingAnswers(at.plan.rows('answers').values()))).toMatchObject({ answers: 1, category: 'A' })
  expect(at.run(answerSurvey, { ...answer, item: ids[1]! }).ok).toBe(false)
  expect(at.run(answerSurvey, { ...answer, with: 'maybe' })).toMatchObject({
    error: { message: 'Choose one of the five answers to each of the two questions.' },
  })
  at.must(closeSurvey, { id: survey })
  expect(at.run(answerSurvey, { ...answer, respondent: 'name/Piet', name: 'Piet' })).toMatchObject({
    error: { message: 'This survey is closed. What was answered before counts.' },
  })
})

test('scores, formulas, surveys and answers are in the exported plan', () => {
  const { at, ids } = planWith('A')
  at.must(scoreItem, { item: ids[0]!, method: 'ice', factors: { ease: 3 } })
  at.must(createFormula, { name: 'Pull', text: 'value / effort', factors: [] })
  const survey = at.must(startSurvey, { items: ids })
  at.must(answerSurvey, { survey, item: ids[0]!, respondent: 'name/P', name: 'P', with: 'like', without: 'like' })
  const file = JSON.parse(planToOrdinalJson(at.plan)) as Record<string, unknown[]>
  for (const table of ['scores', 'formulas', 'surveys', 'answers']) expect(file[table], table).toHaveLength(1)
})
