import { expect, test } from 'vitest'
import { wrongDeck } from '../../../../src/model/decks.ts'
import { cardsOfFactor, valueOfCard, wordsOfCard } from '../../../../src/model/scoring/factor-cards.ts'
import { STANDARD_METHODS, standardMethod } from '../../../../src/model/scoring/methods.ts'
import { whyNotTaken, type Factor } from '../../../../src/model/scoring/scale.ts'

const factorOf = (method: string, name: string): Factor =>
  standardMethod(method)?.factors.find((factor) => factor.name === name) as Factor

test('every factor of every method has cards, and each but the last is a value that the factor takes', () => {
  for (const { id, factors } of STANDARD_METHODS)
    for (const factor of factors) {
      const cards = cardsOfFactor(factor)
      expect([id, factor.name, wrongDeck(cards)]).toEqual([id, factor.name, ''])
      expect(cards.at(-1)).toBe('?')
      for (const card of cards.slice(0, -1))
        expect([id, factor.name, card, whyNotTaken(factor, valueOfCard(factor, card))]).toEqual([
          id,
          factor.name,
          card,
          null,
        ])
    }
})

test('cards are the steps of a scale, each number of a short one, the values with words of a long one, or words', () => {
  expect(cardsOfFactor(factorOf('wsjf', 'jobSize'))).toEqual(['1', '2', '3', '5', '8', '13', '20', '?'])
  expect(cardsOfFactor(factorOf('ice', 'ease'))).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '?'])
  // An effort of 0 is none: the score divides by it.
  expect(cardsOfFactor(factorOf('value-effort', 'effort'))).toEqual(['1', '3', '5', '8', '13', '?'])
  expect(cardsOfFactor(factorOf('moscow', 'group'))).toEqual(['must', 'should', 'could', 'wont', '?'])
})

test('a card says the words of its own step, and nothing where the scale has none for it', () => {
  expect(wordsOfCard(factorOf('wsjf', 'jobSize'), '13')).toBe('More than a sprint: look for a split.')
  expect(wordsOfCard(factorOf('ice', 'ease'), '4')).toBe('')
  expect(wordsOfCard(factorOf('ice', 'ease'), '?')).toBe('I cannot say.')
})

test('a formula of one’s own without words has relative cards', () => {
  const scale = { is: 'range', least: -10, most: 1_000 } as const
  const own: Factor = { name: 'fun', words: 'Fun', asks: '', unit: '', scale, rubric: [] }
  expect(cardsOfFactor(own)).toEqual(['1', '2', '3', '5', '8', '13', '20', '?'])
  expect(valueOfCard(own, '4,5')).toBe(4.5)
  expect(['', 'many', '5000'].map((typed) => valueOfCard(own, typed))).toEqual([null, null, null])
})
