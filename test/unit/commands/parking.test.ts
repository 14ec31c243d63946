import { expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { parkItems } from '../../../src/commands/delete-item.ts'
import { noteParking } from '../../../src/commands/parking.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

function two() {
  const at = inMemoryPlan()
  const ids = ['A', 'B'].map((title) => at.must(createItem, { title }))
  const row = (i: number) => at.plan.row('items', ids[i]!)
  const said = () =>
    changeWords(at.envelopes.at(-1)!.entries, (record) => at.plan.row('items', record.slice(6))?.title ?? record)
  return { at, ids, row, said }
}

test('a parked item says since when, by whom, why and when to look again; taken up again it says nothing of it', () => {
  const { at, ids, row, said } = two()
  at.must(parkItems, { ids, parked: true, why: 'Waits for the law', until: '2026-04-01' })
  expect(row(0)).toMatchObject({ parkedBy: 'anna', parkedWhy: 'Waits for the law', parkedUntil: '2026-04-01' })
  expect(row(0)?.parkedAt).toBeGreaterThan(0)
  expect(said()).toBe('Parked 2 items')
  at.must(parkItems, { ids, parked: false })
  expect(row(1)).toMatchObject({ parked: false, parkedAt: null, parkedBy: null, parkedWhy: '', parkedUntil: null })
})

test('what is parked already stays as it was parked; reason and day are noted afterwards', () => {
  const { at, ids, row, said } = two()
  at.must(parkItems, { ids: [ids[0]!], parked: true, why: 'First' })
  const since = row(0)?.parkedAt
  at.must(parkItems, { ids, parked: true })
  expect(row(0)).toMatchObject({ parkedAt: since, parkedWhy: 'First' })
  at.must(noteParking, { ids: [ids[0]!], until: '2026-04-01' })
  expect(said()).toBe('Set day to look again of “A” to 2026-04-01')
  at.must(noteParking, { ids: [ids[0]!], why: ' After the pilot ' })
  expect(row(0)).toMatchObject({ parkedWhy: 'After the pilot', parkedUntil: '2026-04-01' })
})

test('of what is not parked nothing is noted; a day that is none and a long reason get a sentence', () => {
  const { at, ids, row } = two()
  at.must(noteParking, { ids, why: 'Later' })
  expect(row(0)?.parkedWhy).toBe('')
  expect(at.run(noteParking, { ids, until: 'soon' })).toMatchObject({ ok: false, error: { type: 'bad-value' } })
  expect(at.run(parkItems, { ids, parked: true, why: 'x'.repeat(501) })).toMatchObject({
    ok: false,
    error: { message: 'A reason has at most 500 characters.' },
  })
  expect(at.run(noteParking, { ids, why: 'Later' }, at.as('developer'))).toMatchObject({ ok: false })
})
