import { expect, test } from 'vitest'
import { madePassphrase } from '../../../../src/ui/room/made-passphrase.ts'

test('a made passphrase is sixteen letters in groups of four, each letter from five bits of chance', () => {
  let next = 0
  const made = madePassphrase((bytes) => bytes.map(() => next++ * 17))
  expect(made).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
  const seen = new Set<string>()
  for (let byte = 0; byte < 256; byte++) seen.add(madePassphrase((bytes) => bytes.fill(byte)).charAt(0))
  expect(seen.size).toBe(32)
})
