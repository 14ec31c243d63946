import { expect, test } from 'vitest'
import type { RoomRound } from '../../../../src/contract/guest-messages.ts'
import { ESTIMATE_CARDS } from '../../../../src/contract/guest-messages.ts'
import { CARDS, cardsTyped, spreadWords, tally } from '../../../../src/ui/room/round-cards.ts'

function turned(votes: Readonly<Record<string, string>>, cards: readonly string[] = CARDS.points): RoomRound {
  const all = Object.entries(votes).map(([name, card]) => ({ name, card }))
  return {
    id: 'r',
    kind: 'open',
    item: 'i',
    key: 'K',
    title: 'T',
    cards: [...cards],
    voted: all.length,
    of: all.length,
    own: null,
    votes: all,
    waitingFor: [],
  }
}

test('the cards of points are those that a host takes by itself', () => {
  expect(CARDS.points).toEqual(ESTIMATE_CARDS)
})

test('votes stand by value, in the order of the deck', () => {
  expect(tally(turned({ Ada: '8', Ben: '3', Cem: '8' }))).toEqual([
    { card: '3', names: ['Ben'] },
    { card: '8', names: ['Ada', 'Cem'] },
  ])
})

test('what the cards say: all the same, close, far apart, and who does not know', () => {
  expect(spreadWords(turned({}))).toBe('Nobody voted.')
  expect(spreadWords(turned({ Ada: '?' }))).toBe('Nobody knows yet.')
  expect(spreadWords(turned({ Ada: '5' }))).toBe('One vote: 5.')
  expect(spreadWords(turned({ Ada: '5', Ben: '5', Cem: '?' }))).toBe('All say 5. 1 person does not know.')
  expect(spreadWords(turned({ Ada: '3', Ben: '5' }))).toBe('From 3 to 5, median 4.')
  expect(spreadWords(turned({ Ada: '3', Ben: '5', Cem: '5' }))).toBe('From 3 to 5, median 5; most say 5.')
  expect(spreadWords(turned({ Ada: '3', Ben: '13' }))).toBe(
    'From 3 to 13, median 8. Far apart: let Ada (3) and Ben (13) say why.',
  )
  expect(spreadWords(turned({ Ada: 'S', Ben: 'M', Cem: 'M' }, CARDS.sizes))).toBe('From S to M; most say M.')
})

test('cards are typed with commas or spaces, each once, and short enough for a phone', () => {
  expect(cardsTyped('1, 2,4 ,, 2')).toEqual({ cards: ['1', '2', '4'], wrong: '' })
  expect(cardsTyped('1 2 4').cards).toEqual(['1', '2', '4'])
  expect(cardsTyped('small job, big job').cards).toEqual(['small job', 'big job'])
  expect(cardsTyped('1').wrong).toContain('At least two cards')
  expect(cardsTyped('a, thirteen letters').wrong).toContain('too long')
  expect(cardsTyped(Array.from({ length: 13 }, (_, i) => i).join(',')).wrong).toContain('At most 12')
})
