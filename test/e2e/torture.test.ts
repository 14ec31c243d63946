import { expect, test } from 'vitest'
import { inWords, passes } from '../torture/torture-report.ts'
import { torture } from '../torture/torture.ts'

test('six real kills, of the host, of all of it and of the browser, lose nothing that said saved', async () => {
  const report = await torture({ kills: 6, seed: 3, minutes: 1, say: () => undefined })
  expect(passes(report), inWords(report)).toBe(true)
  expect(report.acknowledged).toBeGreaterThan(20)
})
