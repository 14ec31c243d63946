import { expect, test } from 'vitest'
import { KANO_ANSWERS, kanoCategory, kanoResult, type KanoAnswer } from '../../../../src/model/scoring/kano.ts'

test('the table of Kano’s two questions is the one in Berger et al., 1993', () => {
  const table = KANO_ANSWERS.map((withIt) => KANO_ANSWERS.map((without) => kanoCategory(withIt, without)).join(''))
  expect(table).toEqual(['QAAAO', 'RIIIM', 'RIIIM', 'RIIIM', 'RRRRQ'])
})

/** So many people of a thousand in each category. */
function people(counts: Readonly<Record<'A' | 'O' | 'M' | 'I' | 'R' | 'Q', number>>) {
  const as: Record<string, readonly [KanoAnswer, KanoAnswer]> = {
    A: ['like', 'neutral'],
    O: ['like', 'dislike'],
    M: ['neutral', 'dislike'],
    I: ['neutral', 'neutral'],
    R: ['dislike', 'neutral'],
    Q: ['like', 'like'],
  }
  return Object.entries(counts).flatMap(([category, count]) =>
    Array.from({ length: count }, () => ({ with: as[category]![0], without: as[category]![1] })),
  )
}

test('Better and Worse give the skis of Sauerwein, Bailom, Matzler and Hinterhuber, 1996', () => {
  const grip = kanoResult(people({ A: 70, O: 323, M: 493, I: 95, R: 3, Q: 15 }))
  expect(grip.category).toBe('M')
  expect(grip.better).toBeCloseTo(0.4, 2)
  expect(grip.worse).toBeCloseTo(-0.83, 2)
  const turn = kanoResult(people({ A: 104, O: 451, M: 305, I: 115, R: 12, Q: 12 }))
  expect(turn.category).toBe('O')
  expect(turn.better).toBeCloseTo(0.57, 2)
  expect(turn.worse).toBeCloseTo(-0.78, 2)
})

test('without answers nothing is said, and at a tie what weighs more is', () => {
  expect(kanoResult([])).toMatchObject({ category: null, better: null, worse: null, answers: 0 })
  expect(kanoResult(people({ A: 2, O: 2, M: 2, I: 2, R: 0, Q: 0 })).category).toBe('M')
  expect(kanoResult(people({ A: 0, O: 0, M: 0, I: 0, R: 1, Q: 0 })).better).toBeNull()
})
