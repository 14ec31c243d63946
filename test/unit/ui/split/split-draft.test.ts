import { expect, test } from 'vitest'
import { addCriterion } from '../../../../src/commands/criteria.ts'
import { createItem } from '../../../../src/commands/create-item.ts'
import { splitItem } from '../../../../src/commands/split-item.ts'
import { createSplitDraft, type SplitDraft } from '../../../../src/ui/split/split-draft.svelte.ts'
import { inMemoryState } from '../../../support/in-memory-state.ts'

function scene(bound = false) {
  const at = inMemoryState()
  const id = at.must(createItem, { title: 'Manage my booking', fields: { estimate: 40 } })
  const criterion = at.must(addCriterion, { item: id, text: 'It is cancelled' })
  const open = (left: string | null = null): SplitDraft => {
    const item = at.plan.row('items', id)
    if (item === undefined) throw new Error('No item.')
    return createSplitDraft({ plan: at.state, item, left, sizeLimit: 20, bound })
  }
  return { at, id, criterion, open }
}
const titlesOf = (draft: SplitDraft): string[] => draft.parts.map(({ title }) => title)

test('a half-done split survives a reload: its parts, sizes, fates, criteria and the pattern', () => {
  const { id, criterion, open } = scene()
  const draft = open()
  draft.type(draft.parts[0]?.id ?? '', ['Book', 'Cancel', 'Change'])
  const [, cancel, change] = draft.parts
  draft.set(cancel?.id ?? '', { estimate: '5' })
  draft.set(change?.id ?? '', { fate: 'later' })
  draft.deal(criterion, cancel?.id ?? null)
  draft.pattern = 'operations'
  const again = open(draft.toKeep)
  expect(titlesOf(again)).toEqual(['Book', 'Cancel', 'Change', ''])
  expect(again.args).toEqual(draft.args)
  expect(again.args).toEqual({
    id,
    title: 'Book',
    estimate: null,
    parts: [
      { title: 'Cancel', estimate: 5, parked: false, criteria: [criterion] },
      { title: 'Change', estimate: null, parked: true, criteria: [] },
    ],
    leftOut: [],
    pattern: 'operations',
  })
  again.throwAway()
  expect([titlesOf(again), again.toKeep]).toEqual([[''], null])
  for (const left of ['', '{', '[]', '{"parts":[{"title":1}]}']) expect(titlesOf(open(left))).toEqual([''])
})

test('one part alone is no split where the item becomes it, and what is no number is said', () => {
  const { open } = scene()
  const draft = open()
  draft.type(draft.parts[0]?.id ?? '', ['Book'])
  expect(draft.args).toBe('Write one more part: the first one is what the item itself becomes.')
  draft.original = 'rest'
  expect(draft.args).toMatchObject({ parts: [{ title: 'Book' }] })
  expect(draft.args).not.toHaveProperty('estimate')
  draft.restEstimate = 'large'
  expect(draft.args).toBe('An estimate is a number, or nothing.')
})

test('what is left out is noted and is no part; a part that goes leaves its criteria with the original', () => {
  const { at, criterion, open } = scene()
  const draft = open()
  draft.type(draft.parts[0]?.id ?? '', ['Book', 'Cancel', 'For a friend'])
  const [, cancel, friend] = draft.parts
  draft.deal(criterion, cancel?.id ?? null)
  draft.set(friend?.id ?? '', { fate: 'leave' })
  expect(draft.args).toMatchObject({ parts: [{ title: 'Cancel', criteria: [criterion] }], leftOut: ['For a friend'] })
  expect(draft.remarks.map(({ good }) => good)).toEqual([true])
  draft.remove(cancel?.id ?? '')
  expect(draft.partOf(criterion)).toBeNull()
  draft.type(draft.parts.at(-1)?.id ?? '', ['Change'])
  if (typeof draft.args === 'string') throw new Error(draft.args)
  expect(at.run(splitItem, draft.args).ok).toBe(true)
})

test('of an item in a sprint that is not theirs a person only adds parts', () => {
  const { open } = scene(true)
  const draft = open()
  draft.original = 'first'
  draft.type(draft.parts[0]?.id ?? '', ['Cancel'])
  expect(draft.args).toMatchObject({ parts: [{ title: 'Cancel' }] })
  expect(draft.args).not.toHaveProperty('title')
  expect(draft.args).not.toHaveProperty('estimate')
})
