import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import {
  cancelRound,
  putCard,
  repeatRound,
  settleRound,
  showCard,
  startRound,
  turnRound,
} from '../../../src/commands/rounds.ts'
import { changeWords } from '../../../src/commands/change-words.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import { commitmentOf } from '../../../src/model/commitment.ts'
import { createRecord, setField, setMember } from '../../../src/doc/write.ts'
import type { SealedCard } from '../../../src/model/card.ts'
import { COHN } from '../../../src/model/decks.ts'
import type { Author } from '../../../src/model/envelope.ts'
import { outcomeOf } from '../../../src/model/round-outcome.ts'
import { listing } from '../../../src/model/round.ts'
import { inMemoryPlan, type InMemoryPlan } from '../../support/in-memory-plan.ts'

const as = (role: string, person: string | null = null): Author => ({ person, role, forTeam: null })

/** Somebody at a device of their own, with a card that only they know. */
function voter(name: string, role = 'developer', at?: InMemoryPlan) {
  let plan = at
  let salt = 0
  let sealed: SealedCard | null = null
  return {
    name,
    at: (other: InMemoryPlan) => ((plan = other), undefined),
    put(round: string, face: string, reason = '') {
      sealed = { round, voter: name, face, reason, salt: `${name}${++salt}`.padEnd(32, '0') }
      const commit = commitmentOf(sealed)
      return plan?.run(putCard, { round, voter: name, name, commit }, as(role))
    },
    show: () => plan?.run(showCard, sealed as SealedCard, as(role)),
    sealed: () => sealed as SealedCard,
  }
}

function table(...names: string[]) {
  const plan = inMemoryPlan({ role: 'scrum-master' })
  const item = plan.must(createItem, { title: 'Pay by card' }, as('po'))
  const [round = ''] = plan.must(startRound, { kind: 'estimate', items: [item], deck: COHN })
  return {
    plan,
    item,
    round,
    people: names.map((name) => voter(name, 'developer', plan)),
    outcome: () => outcomeOf(plan.plan.row('rounds', round)!, plan.plan.rows('cards').values()),
  }
}

const votes = (at: ReturnType<typeof table>) =>
  Object.fromEntries(at.outcome().votes.map(({ name, is, face }) => [name, face === '' ? is : face]))

test('who has voted is known, and no byte of a card is in the plan before all cards turn', () => {
  const at = table('Ben', 'Cleo')
  const [ben, cleo] = at.people as [ReturnType<typeof voter>, ReturnType<typeof voter>]
  ben.put(at.round, '13', 'the bank is slow')
  cleo.put(at.round, '40')
  expect(votes(at)).toEqual({ Ben: 'in', Cleo: 'in' })
  expect(at.outcome()).toMatchObject({ phase: 'open', spread: [], suggestion: null, outliers: null })
  const written = at.plan.envelopes.map(
    (one) => Buffer.from(one.update).toString('latin1') + JSON.stringify(one.entries),
  )
  for (const secret of [ben.sealed().salt, cleo.sealed().salt, 'the bank is slow'])
    expect(written.join('')).not.toContain(secret)
  for (const card of at.plan.plan.rows('cards').values()) expect(card).toMatchObject({ face: '', salt: '', reason: '' })
  at.plan.must(turnRound, { round: at.round })
  expect(votes(at)).toEqual({ Ben: 'missing', Cleo: 'missing' })
  ben.show()
  cleo.show()
  expect(votes(at)).toEqual({ Ben: '13', Cleo: '40' })
  expect(at.outcome().votes[0]?.reason).toBe('the bank is slow')
})

test('changed votes: a card may be changed and taken back until the cards turn, and not after', () => {
  const at = table('Ben', 'Cleo', 'Dora')
  const [ben, cleo, dora] = at.people as [ReturnType<typeof voter>, ReturnType<typeof voter>, ReturnType<typeof voter>]
  ben.put(at.round, '3')
  ben.put(at.round, '8')
  cleo.put(at.round, '5')
  dora.put(at.round, '1')
  at.plan.must(putCard, { round: at.round, voter: 'Dora', name: 'Dora', commit: null }, as('developer'))
  expect(votes(at)).toEqual({ Ben: 'in', Cleo: 'in' })
  at.plan.must(turnRound, { round: at.round })
  expect(ben.put(at.round, '1')).toMatchObject({ ok: false, error: { type: 'wrong-phase' } })
  const before = ben.sealed()
  expect(at.plan.run(showCard, { ...before, face: '1' }, as('developer'))).toMatchObject({ ok: false })
  expect(dora.put(at.round, '1')).toMatchObject({ ok: false })
  cleo.show()
  expect(votes(at)).toEqual({ Ben: 'missing', Cleo: '5' })
})

test('late joiners vote as long as the round is open; who comes after the turn has no vote', () => {
  const at = table('Ben')
  at.people[0]?.put(at.round, '5')
  const train = inMemoryPlan({ client: 7, from: at.plan })
  const eve = voter('Eve', 'developer', train)
  expect(eve.put(at.round, '8')?.ok).toBe(true)
  at.plan.must(turnRound, { round: at.round })
  at.plan.hear(train)
  train.hear(at.plan)
  at.people[0]?.show()
  expect(votes(at)).toEqual({ Ben: '5', Eve: 'late' })
  expect(eve.show()).toMatchObject({ ok: false })
  expect(at.outcome().spread).toEqual([{ face: '5', count: 1, names: ['Ben'] }])
})

test('replay: the copied commitment of another never becomes a vote, also once the other’s card is known', () => {
  const at = table('Ben')
  const [ben] = at.people as [ReturnType<typeof voter>]
  ben.put(at.round, '5')
  const commit = commitmentOf(ben.sealed())
  at.plan.must(putCard, { round: at.round, voter: 'Mallory', name: 'Mallory', commit }, as('developer'))
  at.plan.must(turnRound, { round: at.round })
  ben.show()
  expect(at.plan.run(showCard, { ...ben.sealed(), voter: 'Mallory' }, as('developer'))).toMatchObject({ ok: false })
  // Past the command, straight into the document.
  const card = [...at.plan.plan.rows('cards').values()].find(({ voter }) => voter === 'Mallory')
  at.plan.writer.write({ author: as('developer'), change: 'forged' }, () => {
    for (const field of ['face', 'salt'] as const)
      setField(at.plan.plan.doc, 'cards', card?.id ?? '', field, ben.sealed()[field])
  })
  expect(votes(at)).toEqual({ Ben: '5', Mallory: 'invalid' })
})

test('a forged reveal: another face, a face of no card, or a second card listed after the turn is not valid', () => {
  const at = table('Ben', 'Cleo', 'Dora')
  const [ben, cleo, dora] = at.people as [ReturnType<typeof voter>, ReturnType<typeof voter>, ReturnType<typeof voter>]
  for (const one of at.people) one.put(at.round, '5')
  at.plan.must(turnRound, { round: at.round })
  for (const one of [cleo, dora]) one.show()
  const { doc } = at.plan.plan
  const cardOf = (name: string) =>
    [...at.plan.plan.rows('cards').values()].find((card) => card.voter === name)?.id ?? ''
  const second = { ...cleo.sealed(), face: '40' }
  at.plan.writer.write({ author: as('developer'), change: 'forged' }, () => {
    setField(doc, 'cards', cardOf('Ben'), 'face', '8')
    setField(doc, 'cards', cardOf('Ben'), 'salt', ben.sealed().salt)
    // Cleo saw the others and would rather have said 40.
    setMember(doc, 'rounds', at.round, 'turned', listing('Cleo', commitmentOf(second)), true)
    setField(doc, 'cards', cardOf('Cleo'), 'face', '40')
  })
  expect(votes(at)).toEqual({ Ben: 'invalid', Cleo: 'invalid', Dora: '5' })
})

test('a card put in another’s name takes that voter’s vote away and gives nobody one', () => {
  const at = table('Ben')
  const [ben] = at.people as [ReturnType<typeof voter>]
  ben.put(at.round, '5')
  const forged = { ...ben.sealed(), face: '40', salt: 'f'.repeat(32) }
  at.plan.writer.write({ author: as('developer'), change: 'forged' }, () =>
    createRecord(at.plan.plan.doc, 'cards', 'forged', {
      round: at.round,
      voter: 'Ben',
      name: 'Ben',
      role: 'developer',
      commit: commitmentOf(forged),
    }),
  )
  at.plan.must(turnRound, { round: at.round })
  ben.show()
  expect(votes(at)).toEqual({ Ben: 'invalid' })
  expect(at.outcome().suggestion).toBeNull()
})

test('two who turn at once lose nobody’s card, and both see the same', () => {
  const at = table('Ben', 'Cleo')
  const [ben, cleo] = at.people as [ReturnType<typeof voter>, ReturnType<typeof voter>]
  ben.put(at.round, '5')
  const other = inMemoryPlan({ client: 9, from: at.plan })
  cleo.at(other)
  cleo.put(at.round, '8')
  at.plan.must(turnRound, { round: at.round })
  other.must(turnRound, { round: at.round }, as('scrum-master'))
  at.plan.hear(other)
  other.hear(at.plan)
  ben.show()
  cleo.show()
  at.plan.hear(other)
  other.hear(at.plan)
  expect(votes(at)).toEqual({ Ben: '5', Cleo: '8' })
  expect(outcomeOf(other.plan.row('rounds', at.round)!, other.plan.rows('cards').values())).toEqual(at.outcome())
})

test('Product Owner and observers do not count, and are told so', () => {
  const at = table('Ben')
  for (const role of ['po', 'chief-po', 'stakeholder', 'scrum-master']) {
    const refused = voter('Olga', role, at.plan).put(at.round, '5')
    expect([role, refused]).toMatchObject([role, { ok: false, error: { type: 'not-yours' } }])
  }
  // From a device that does not ask its own rules.
  at.plan.writer.write({ author: as('po'), change: 'po-votes' }, () =>
    createRecord(at.plan.plan.doc, 'cards', 'po', {
      round: at.round,
      voter: 'Olga',
      name: 'Olga',
      role: 'po',
      commit: 'a'.repeat(64),
    }),
  )
  expect(votes(at)).toEqual({ Olga: 'ignored' })
  const [question = ''] = at.plan.must(startRound, {
    kind: 'question',
    items: [],
    question: 'Lunch?',
    deck: ['yes', 'no'],
  })
  expect(voter('Olga', 'po', at.plan).put(question, 'yes')?.ok).toBe(true)
})

test('who began the round turns it, or a Scrum Master, and nobody is stuck without either', () => {
  const at = table('Ben')
  expect(at.plan.run(turnRound, { round: at.round }, as('developer', 'ben'))).toMatchObject({
    ok: false,
    error: { type: 'not-yours' },
  })
  expect(at.plan.run(cancelRound, { round: at.round }, as('developer', 'ben')).ok).toBe(true)
  const lone = inMemoryPlan({ client: 3 })
  lone.writer.write({ author: as('po'), change: 'x' }, () =>
    setMember(lone.plan.doc, 'people', 'anna', 'roles', 'scrum-master', false),
  )
  const [round = ''] = lone.must(startRound, { kind: 'question', items: [], question: 'Go?', deck: ['yes', 'no'] })
  expect(lone.run(turnRound, { round }, as('developer', 'ben')).ok).toBe(true)
})

test('highest and lowest explain when they are two or more cards apart, and the most common card is suggested', () => {
  const at = table('Ben', 'Cleo', 'Dora', 'Eve')
  const faces = ['3', '5', '5', '13']
  at.people.forEach((one, i) => one.put(at.round, faces[i] as string))
  at.plan.must(turnRound, { round: at.round })
  for (const one of at.people) one.show()
  expect(at.outcome()).toMatchObject({
    suggestion: '5',
    agreed: false,
    tooBig: false,
    outliers: { lowest: { face: '3', names: ['Ben'] }, highest: { face: '13', names: ['Eve'] }, apart: 3 },
  })
})

test.each([
  [['5', '8'], '8', false, null],
  [['5', '5', '8', '8', '?'], '8', false, null],
  [['?', '☕'], null, false, null],
  [['20', '20'], '20', false, null],
  [['40', '40', '?'], '40', true, null],
  [['100', '∞'], '∞', true, null],
])('cards %j: suggestion %s, too big: %s', (faces, suggestion, tooBig, outliers) => {
  const at = table(...faces.map((_, i) => `P${i}`))
  at.people.forEach((one, i) => one.put(at.round, faces[i] as string))
  at.plan.must(turnRound, { round: at.round })
  for (const one of at.people) one.show()
  expect(at.outcome()).toMatchObject({ suggestion, tooBig, outliers })
})

test('a re-vote is a new round that names the one before, of which only the spread is left', () => {
  const at = table('Ben', 'Cleo')
  at.people.forEach((one, i) => one.put(at.round, ['3', '13'][i] as string))
  expect(at.plan.run(repeatRound, { round: at.round })).toMatchObject({ ok: false, error: { type: 'wrong-phase' } })
  at.plan.must(turnRound, { round: at.round })
  for (const one of at.people) one.show()
  const again = at.plan.must(repeatRound, { round: at.round })
  expect(at.plan.plan.row('rounds', again)).toMatchObject({ before: at.round, item: at.item, deck: COHN, turned: [] })
  expect(at.outcome()).toMatchObject({
    phase: 'settled',
    votes: [],
    spread: [
      { face: '3', count: 1, names: [] },
      { face: '13', count: 1, names: [] },
    ],
  })
})

test('a person sets the estimate, also to another number than any card, and what comes later is no vote', () => {
  const at = table('Ben', 'Cleo')
  const [ben, cleo] = at.people as [ReturnType<typeof voter>, ReturnType<typeof voter>]
  ben.put(at.round, '5')
  cleo.put(at.round, '8')
  expect(at.plan.run(settleRound, { round: at.round, result: '6' }, as('developer'))).toMatchObject({ ok: false })
  at.plan.must(turnRound, { round: at.round })
  ben.show()
  const done = at.plan.run(settleRound, { round: at.round, result: '6' }, as('developer'))
  expect(at.plan.plan.row('items', at.item)?.estimate).toBe(6)
  expect(cleo.show()).toMatchObject({ ok: false, error: { type: 'wrong-phase' } })
  expect(at.outcome().spread).toEqual([{ face: '5', count: 1, names: [] }])
  expect(done.ok && changeWords(done.value.entries, namesIn(at.plan.plan))).toBe('Set estimate of “Pay by card” to 6')
})

test('an estimate that is no number is refused and the round stays open; a size in words is kept and sets none', () => {
  const at = table('Ben')
  const [ben] = at.people as [ReturnType<typeof voter>]
  ben.put(at.round, '5')
  at.plan.must(turnRound, { round: at.round })
  for (const result of ['8 points', '∞', '1/2'])
    expect(at.plan.run(settleRound, { round: at.round, result }, as('developer'))).toMatchObject({
      ok: false,
      error: { message: `“${result}” is no number. An estimate is one, such as 5 or 0.5; the round stays open.` },
    })
  at.plan.must(settleRound, { round: at.round, result: '' }, as('developer'))
  const [shirts = ''] = at.plan.must(startRound, { kind: 'estimate', items: [at.item], deck: ['S', 'M', 'L'] })
  at.plan.must(turnRound, { round: shirts })
  at.plan.must(settleRound, { round: shirts, result: 'M' }, as('developer'))
  expect(at.plan.plan.row('rounds', shirts)?.settled?.result).toBe('M')
  expect(at.plan.plan.row('items', at.item)?.estimate).toBeNull()
})

test('several items are asked for at once, for days, and one that is asked for already is not asked for twice', () => {
  const at = inMemoryPlan()
  const items = ['A', 'B', 'C'].map((title) => at.must(createItem, { title }))
  const rounds = at.must(startRound, { kind: 'estimate', items, deck: COHN, closesAt: Date.UTC(2026, 0, 9) })
  expect(rounds.map((id) => at.plan.row('rounds', id)?.item)).toEqual(items)
  expect(at.run(startRound, { kind: 'estimate', items: [items[1] as string], deck: COHN })).toMatchObject({
    ok: false,
    error: { type: 'wrong-phase' },
  })
  const late = inMemoryPlan({ client: 5, from: at, now: () => Date.UTC(2026, 0, 9) })
  expect(voter('Ben', 'developer', late).put(rounds[0] as string, '5')).toMatchObject({ ok: false })
})
