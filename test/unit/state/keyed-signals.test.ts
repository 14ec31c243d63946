import { flushSync } from 'svelte'
import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { addCriterion } from '../../../src/commands/criteria.ts'
import { createKeyedSignals } from '../../../src/state/keyed-signals.svelte.ts'
import { derivedEffect } from '../../support/derived-effect.svelte.ts'
import { inMemoryState } from '../../support/in-memory-state.ts'
import { rootEffect } from '../../support/root-effect.svelte.ts'

test('a derived value wakes with its key, for each of its readers, also after others have left', async () => {
  const signals = createKeyedSignals()
  let truth = 0
  const shown: number[] = [0, 0, 0]
  const read = () => {
    signals.watch('a')
    return truth
  }
  const stops = [0, 1].map((i) =>
    derivedEffect(read, (value) => {
      shown[i] = value
    }),
  )
  flushSync()
  truth = 1
  signals.touch('a')
  flushSync()
  expect(shown).toEqual([1, 1, 0])
  stops[0]?.()
  await Promise.resolve()
  truth = 2
  signals.touch('a')
  flushSync()
  expect(shown).toEqual([1, 2, 0])
  stops[1]?.()
  await Promise.resolve()
  await Promise.resolve()
  derivedEffect(read, (value) => {
    shown[2] = value
  })
  flushSync()
  truth = 3
  signals.touch('a')
  flushSync()
  expect(shown).toEqual([1, 2, 3])
})

test('another key wakes nobody', () => {
  const signals = createKeyedSignals()
  let runs = 0
  rootEffect(() => {
    signals.watch('a')
    runs++
  })
  flushSync()
  signals.touch('b')
  flushSync()
  expect(runs).toBe(1)
})

test('readiness shown through a derived value follows criteria', () => {
  const { state, must } = inMemoryState()
  const item = must(createItem, { title: 'A' })
  let met = -1
  derivedEffect(
    () => state.readinessOf(item),
    (readiness) => {
      met = readiness.met
    },
  )
  flushSync()
  expect(met).toBe(3)
  must(addCriterion, { item, text: 'It is fast' })
  flushSync()
  expect(met).toBe(4)
  must(addCriterion, { item: must(createItem, { title: 'B' }), text: 'Not this one' })
  flushSync()
  expect(met).toBe(4)
})
