import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { SealedCard } from '../../../src/model/card.ts'
import { commitmentOf } from '../../../src/model/commitment.ts'

const CARD: SealedCard = { round: 'r', voter: 'v', face: '½', reason: 'wie damals – ähnlich', salt: '0'.repeat(32) }

test('a commitment is SHA-256 over all parts of a card, so that anybody can make it anew', () => {
  const text = '["ordinal card 1","r","v","½","wie damals – ähnlich","00000000000000000000000000000000"]'
  expect(commitmentOf(CARD)).toBe(createHash('sha256').update(text).digest('hex'))
})

test('every part of a card is in its commitment, the salt too: nobody can try the few faces there are', () => {
  const whole = commitmentOf(CARD)
  for (const part of ['round', 'voter', 'face', 'reason', 'salt'] as const)
    expect([part, commitmentOf({ ...CARD, [part]: 'another' }) === whole]).toEqual([part, false])
  // Letters that pass from one part to the next make another card.
  expect(commitmentOf({ ...CARD, round: 'rv', voter: '' })).not.toBe(whole)
})
