import { expect, test } from 'vitest'
import { isGone } from '../../../src/app/is-gone.ts'
import { addCriterion } from '../../../src/commands/criteria.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { deleteItems } from '../../../src/commands/delete-item.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

test('fields of a deleted item and of its parts are gone; those of others, new ones and unknown ones are not', () => {
  const { must, plan } = inMemoryPlan()
  const [kept, deleted] = [must(createItem, { title: 'Kept' }), must(createItem, { title: 'Deleted' })]
  const criterion = must(addCriterion, { item: deleted, text: 'It is read out' })
  must(deleteItems, { ids: [deleted], why: '' })
  const gone = (field: string): boolean => isGone(plan, field)
  expect([`items/${deleted}/title`, `items/${deleted}/comment`, `criteria/${criterion}/text`].map(gone)).toEqual([
    true,
    true,
    true,
  ])
  expect([`items/${kept}/title`, 'items/unknown/title', 'new item', 'plan/vision', 'ready/x/text'].map(gone)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ])
})
