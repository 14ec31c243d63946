import { expect, test } from 'vitest'
import type { PlanState } from '../../../../src/state/plan-state.svelte.ts'
import { clockWords, countdown, grouped, ownerOf, partsOfCode, spelled } from '../../../../src/ui/room/room-words.ts'

const MINUTE = 60_000

test('the time of an invite counts down to nothing', () => {
  expect(countdown(15 * MINUTE, 0)).toBe('15:00')
  expect(countdown(65_001, 0)).toBe('1:06')
  expect(countdown(1, 0)).toBe('0:01')
  expect(countdown(0, 0)).toBeNull()
  expect(countdown(0, MINUTE)).toBeNull()
})

test('six digits stand in two groups that no line end parts, and are read out one by one', () => {
  expect(grouped('004190')).toBe('004\u00a0190')
  expect(spelled('004190')).toBe('0 0 4 1 9 0')
})

test('a clock is mentioned only where it is far off', () => {
  expect(clockWords(null)).toBe('')
  expect(clockWords(59_000)).toBe('')
  expect(clockWords(-7 * MINUTE)).toBe('Its clock is 7 minutes behind; its changes show that time.')
  expect(clockWords(180 * MINUTE)).toBe('Its clock is 3 hours ahead; its changes show that time.')
  expect(clockWords(72 * 60 * MINUTE)).toBe('Its clock is 3 days ahead; its changes show that time.')
})

test('a device goes by the name that its person has in the plan, and what else it calls itself is said', () => {
  const plan = {
    row: (_: string, id: string) => (id === 'ben' ? { name: 'Ben Okafor', roles: ['developer'] } : undefined),
  } as unknown as PlanState
  expect(ownerOf(plan, { name: 'Boss', person: 'ben' })).toEqual({
    name: 'Ben Okafor',
    alias: 'Boss',
    roles: 'Developer',
  })
  expect(ownerOf(plan, { name: 'Ben Okafor', person: 'ben' }).alias).toBe('')
  expect(ownerOf(plan, { name: 'Carla', person: 'not here yet' })).toEqual({ name: 'Carla', alias: '', roles: '' })
})

test('an address with a port is told from the letters behind it', () => {
  expect(partsOfCode('[fe80::1]:4711 7K3M-Q2XW-9ABC-DEFG-H')).toEqual({
    address: '[fe80::1]:4711',
    letters: '7K3M-Q2XW-9ABC-DEFG-H',
  })
})
