import { expect, test } from 'vitest'
import { createMdnsGuard } from '../../../../src/host/room/mdns-guard.ts'

const label = [8, ...Buffer.from('_ordinal')]
const question = Buffer.from([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...label])
const answer = (tail: number): Buffer => Buffer.from([0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, ...label, tail])

test('whoever announces reads questions only, one a second, since all hear the answer', () => {
  let now = 0
  const guard = createMdnsGuard('ordinal', 'questions', () => now)
  expect(guard(answer(1), '10.0.0.2')).toBe(false)
  expect(guard(question, '10.0.0.2')).toBe(true)
  now = 999
  expect(guard(question, '10.0.0.3')).toBe(false)
  now = 1_000
  expect(guard(question, '10.0.0.3')).toBe(true)
})

test('whoever looks reads each answer of a host once in five seconds, however many asked for it', () => {
  let now = 0
  const guard = createMdnsGuard('ordinal', 'answers', () => now)
  expect(guard(question, '10.0.0.2')).toBe(false)
  expect(guard(answer(1), '10.0.0.2')).toBe(true)
  expect(guard(answer(1), '10.0.0.2')).toBe(false)
  expect(guard(answer(1), '10.0.0.3')).toBe(true)
  expect(guard(answer(2), '10.0.0.2')).toBe(true)
  now = 5_000
  expect(guard(answer(1), '10.0.0.2')).toBe(true)
})
