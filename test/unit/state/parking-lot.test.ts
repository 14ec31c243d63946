import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { parkItems } from '../../../src/commands/delete-item.ts'
import { dropItems } from '../../../src/commands/drop-items.ts'
import { setField } from '../../../src/doc/write.ts'
import { parkedItems } from '../../../src/state/parking-lot.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

test('what is due to look at comes first, then what is parked the longest, then what nobody dated; the dropped are gone', () => {
  const at = inMemoryPlan()
  const make = (title: string) => at.must(createItem, { title })
  const park = (id: string, until: string | null = null) => at.must(parkItems, { ids: [id], parked: true, until })
  const [undated, oldest, later, due, longDue, dropped] = [
    'undated',
    'oldest',
    'later',
    'due',
    'longDue',
    'dropped',
  ].map(make)
  // As a plan of the time before parking was dated has it.
  setField(at.plan.doc, 'items', undated!, 'parked', true)
  park(oldest!, '2026-09-01')
  park(later!)
  park(due!, '2026-03-01')
  park(longDue!, '2025-03-01')
  park(dropped!)
  at.must(dropItems, { ids: [dropped!], why: 'No' })
  const found = parkedItems(at.plan, '2026-03-01').map(({ id }) => at.plan.row('items', id)?.title)
  expect(found).toEqual(['longDue', 'due', 'oldest', 'later', 'undated'])
})
