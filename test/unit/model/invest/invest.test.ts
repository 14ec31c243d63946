import { describe, expect, test } from 'vitest'
import { investOf, type InvestFacts, type InvestLetter } from '../../../../src/model/invest/invest.ts'
import { solutionWord } from '../../../../src/model/invest/solution-words.ts'
import { untestableWords } from '../../../../src/model/invest/untestable-words.ts'

const GOOD: InvestFacts = {
  item: { title: 'Skippers join a waiting list', kind: 'feature', estimate: 5, sprint: null },
  description: 'As a skipper I want to wait for a berth, so that I need not call.',
  criteria: [
    { id: 'a', text: 'Given a full harbour, when I join, then I see my place in the list' },
    { id: 'b', text: 'A free berth is offered to the first in the list within 5 minutes' },
  ],
  hasWhy: true,
  blockers: [],
  openQuestions: 0,
}
const says = (letter: InvestLetter, facts: Partial<InvestFacts>) =>
  investOf({ ...GOOD, ...facts })
    .find((aspect) => aspect.letter === letter)
    ?.hints.map((hint) => hint.says)
const blocker = { id: 'x', key: 'HAR-7', title: 'Berths have a state', standsBelow: false, inSprint: false }

test('an item that meets INVEST gets no hint', () => {
  expect(investOf(GOOD).flatMap(({ hints }) => hints)).toEqual([])
})

test('Independent: what it waits for stands below it, or is in no sprint while it is in one', () => {
  expect(says('independent', { blockers: [blocker] })).toEqual([])
  expect(says('independent', { blockers: [{ ...blocker, standsBelow: true }] })).toEqual([
    'It waits for HAR-7 “Berths have a state”, which stands below it.',
  ])
  const pulled = { ...GOOD.item, sprint: 's' }
  expect(says('independent', { item: pulled, blockers: [blocker] })?.[0]).toMatch(/is in none/)
  expect(says('independent', { item: pulled, blockers: [{ ...blocker, inSprint: true }] })).toEqual([])
})

test('Negotiable: a title that names a solution, of a feature only, or many criteria', () => {
  expect(says('negotiable', { item: { ...GOOD.item, title: 'Add a dropdown for the berth' } })).toEqual([
    'The title names a solution: “dropdown”.',
  ])
  expect(says('negotiable', { item: { ...GOOD.item, kind: 'debt', title: 'Move sessions to Redis' } })).toEqual([])
  const ten = Array.from({ length: 10 }, (_, i) => ({ id: `${i}`, text: `Criterion ${i}` }))
  expect(says('negotiable', { criteria: ten })).toEqual(['10 acceptance criteria are fixed already.'])
  expect(says('negotiable', { criteria: ten.slice(1) })).toEqual([])
})

test('Valuable, Estimable and Small: no why, no estimate, open questions, above the plan’s limit', () => {
  expect(says('valuable', { hasWhy: false })).toEqual(['It does not say why.'])
  expect(says('estimable', { openQuestions: 2, item: { ...GOOD.item, estimate: null } })).toEqual([
    '2 questions on it are open.',
    'It has no estimate.',
  ])
  expect(says('small', { item: { ...GOOD.item, estimate: 20 } })).toEqual([])
  expect(says('small', { item: { ...GOOD.item, estimate: 21 } })).toEqual([
    'Its estimate is 21; small enough is 20 or less.',
  ])
  expect(says('small', { sizeLimit: 3 })).toEqual(['Its estimate is 5; small enough is 3 or less.'])
})

test('Testable: criteria that are missing, or a word in one of them, marked where it stands', () => {
  expect(says('testable', { criteria: [] })).toEqual(['It has no acceptance criteria.'])
  const [hint] =
    investOf({ ...GOOD, criteria: [{ id: 'c', text: 'The list is fast and user friendly' }] }).at(-1)?.hints ?? []
  expect(hint?.says).toBe('“fast”, “user friendly” cannot be tested.')
  expect(hint?.action).toEqual({ do: 'edit-criterion', criterion: 'c' })
  expect(hint?.marks?.words.map(({ start, end }) => hint.marks?.text.slice(start, end))).toEqual([
    'fast',
    'user friendly',
  ])
})

test('every hint says why it is said and offers one action', () => {
  const bad = investOf({
    item: { title: 'Button for the API', kind: 'feature', estimate: 100, sprint: 's' },
    description: '',
    criteria: [{ id: 'a', text: 'It is easy etc.' }],
    hasWhy: false,
    blockers: [blocker],
    openQuestions: 1,
  })
  expect(bad.map(({ hints }) => hints.length)).toEqual([1, 1, 1, 1, 1, 1])
  for (const { because, action } of bad.flatMap(({ hints }) => hints)) {
    expect(because.length).toBeGreaterThan(30)
    expect(action.do).not.toBe('')
  }
})

describe('words that cannot be tested', () => {
  test.each([
    ['The page loads fast', ['fast']],
    ['Search is quick and easy to use', ['quick', 'easy']],
    ['The form is user-friendly', ['user-friendly']],
    ['Supports PDF, PNG, etc.', ['etc.']],
    ['The skipper and/or the agent gets a mail', ['and/or']],
    ['Errors are handled appropriately', ['appropriately']],
    ['The map should be intuitive and look good', ['intuitive', 'look good']],
    ['It sends a reminder if necessary', ['if necessary']],
    ['Several berths can be chosen', ['Several']],
    ['The limit is TBD', ['TBD']],
    ['The import is robust', ['robust']],
    ['Die Seite lädt schnell', ['schnell']],
    ['Die Bedienung ist einfach und intuitiv', ['einfach', 'intuitiv']],
    ['Der Dialog ist benutzerfreundlich gestaltet', ['benutzerfreundlich']],
    ['Der Skipper und/oder der Agent wird benachrichtigt', ['und/oder']],
    ['Es werden PDF, PNG usw. unterstützt', ['usw.']],
    ['Die Liste wird bei Bedarf zeitnah aktualisiert', ['bei Bedarf', 'zeitnah']],
    ['Das System reagiert so schnell wie möglich', ['schnell']],
    ['Die Ansicht ist übersichtlich', ['übersichtlich']],
    ['Der Betrag wird ggf. gerundet', ['ggf.']],
  ])('“%s”: %j', (text, words) => {
    expect(untestableWords(text).map(({ word }) => word)).toEqual(words)
  })

  test.each([
    ['The page loads fast: within 2 seconds on the quay'],
    ['The list appears quickly, in under 500 ms'],
    ['Breakfast can be ordered with the berth'],
    ['The skipper fast-forwards the film'],
    ['The steadfast anchor is shown'],
    ['Several berths, at most 5, can be chosen'],
    ['Given a full harbour, when I join the list, then I see my place'],
    ['The receipt shows the fee, the tax and the total'],
    ['A mail goes to the harbour master when the berth is free'],
    ['An error tells which field is wrong'],
    ['The sum is rounded to two digits'],
    ['Der Hafen ist fast voll und die Liste zeigt es an'],
    ['Der Skipper sieht seinen Platz in der Liste'],
    ['Die Antwort kommt schnell, innerhalb von 2 Sekunden'],
    ['Wenn der Liegeplatz frei wird, bekommt der Erste eine Mail'],
    ['Der Betrag wird auf zwei Stellen gerundet'],
    ['Die Liste ist nach der Ankunft sortiert'],
    [''],
  ])('not in “%s”', (text) => {
    expect(untestableWords(text).map(({ word }) => word)).toEqual([])
  })

  test('a criterion that is too short to tell its language takes that of its item', () => {
    expect(untestableWords('fast leer', 'Der Hafen zeigt, wie voll er ist').length).toBe(0)
    expect(untestableWords('fast', 'The harbour shows how full it is').length).toBe(1)
  })

  test('ten thousand characters are looked through whole', () => {
    expect(untestableWords('It is so easy and so on. '.repeat(400))).toHaveLength(800)
  })
})

describe('titles that name a solution', () => {
  test.each([
    ['Add a button to cancel', 'button'],
    ['REST API for bookings', 'REST API'],
    ['Database table for fees', 'Database table'],
    ['Schaltfläche zum Stornieren', 'Schaltfläche'],
    ['Neues Eingabefeld für die Bootslänge', 'Eingabefeld'],
  ])('“%s”: %s', (title, word) => {
    expect(solutionWord(title)).toBe(word)
  })
  test.each([
    ['Skippers cancel a booking'],
    ['Harbour masters see who arrives today'],
    ['Capital of the month'],
    ['Skipper können eine Buchung stornieren'],
    ['Reactivate a booking'],
    ['Therapists see their day'],
    ['Children book a tour to the okapi'],
  ])('not “%s”', (title) => {
    expect(solutionWord(title)).toBeNull()
  })
})
