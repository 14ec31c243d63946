import { expect, test } from 'vitest'
import { commitmentOf } from '../../../src/doc/commitment.ts'
import type { SealedCard } from '../../../src/model/card.ts'
import { COHN } from '../../../src/model/decks.ts'
import { commitmentOnPhone } from '../../../src/sync/noise/card-commitment.ts'

const CARD: SealedCard = { round: 'r', voter: 'v', face: '½', reason: 'wie damals – ähnlich', salt: '0'.repeat(32) }

test('a laptop and a phone make the same commitment of the same card', () => {
  for (const face of COHN) expect(commitmentOnPhone({ ...CARD, face })).toBe(commitmentOf({ ...CARD, face }))
})

test('every part of a card is in its commitment, the salt too: nobody can try the few faces there are', () => {
  const whole = commitmentOf(CARD)
  expect(whole).toMatch(/^[0-9a-f]{64}$/)
  for (const part of ['round', 'voter', 'face', 'reason', 'salt'] as const)
    expect([part, commitmentOf({ ...CARD, [part]: 'another' }) === whole]).toEqual([part, false])
  // Letters that pass from one part to the next make another card.
  expect(commitmentOf({ ...CARD, round: 'rv', voter: '' })).not.toBe(whole)
})
