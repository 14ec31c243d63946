import { expect, test } from 'vitest'
import type { ChecklistEntry } from '../../../src/model/checklist.ts'
import type { Template } from '../../../src/model/template.ts'
import { listInOrder, missingChecks, removedEntries } from '../../../src/ui/checklists/list-entries.ts'
import { nextChoice, templateChoices, usualTemplate } from '../../../src/ui/templates/template-choice.ts'

const entry = (id: string, over: Partial<ChecklistEntry> = {}): ChecklistEntry => ({
  id,
  list: 'ready',
  text: id,
  computed: '',
  rank: id,
  off: false,
  deleted: null,
  ...over,
})
const gone = (at: number) => ({ by: null, at, why: '' })

test('the default stands until the plan has a list of its own, and the checks that it lacks are offered', () => {
  expect(listInOrder([], 'ready').map(({ id }) => id)[0]).toBe('why')
  expect(listInOrder([], 'done')).toEqual([])
  const own = listInOrder([entry('b'), entry('a', { computed: 'why' }), entry('c', { deleted: gone(1) })], 'ready')
  expect(own.map(({ id }) => id)).toEqual(['a', 'b'])
  expect(missingChecks(own).map(({ computed }) => computed)).not.toContain('why')
  expect(missingChecks(own)).toHaveLength(5)
})

test('what was taken off a list can come back, latest first, but nothing that the list asks for already', () => {
  const rows = [
    entry('a', { computed: 'why' }),
    entry('b', { computed: 'why', deleted: gone(1) }),
    entry('c', { text: 'A sketch', deleted: gone(2) }),
    entry('d', { text: 'A sketch', deleted: gone(3) }),
    entry('e', { text: 'Seen', deleted: gone(4) }),
    entry('f', { list: 'done', deleted: gone(5) }),
  ]
  expect(removedEntries(rows, 'ready', listInOrder(rows, 'ready')).map(({ id }) => id)).toEqual(['e', 'd'])
  const undone = [entry('a', { computed: 'why', deleted: gone(1) }), entry('b', { deleted: gone(1) })]
  expect(removedEntries(undone, 'ready', listInOrder(undone, 'ready'))).toEqual([])
})

test('templates of the kind come first, then others, then none, round and round', () => {
  const template = (id: string, kind: string): Template => ({
    id,
    kind,
    name: id,
    title: '',
    description: '',
    criteria: [],
    labels: [],
    rank: id,
    deleted: null,
  })
  const choices = templateChoices([template('b', 'bug'), template('s', 'spike'), template('a', 'bug')], 'spike')
  expect(choices.map((one) => one?.id ?? null)).toEqual(['s', 'a', 'b', null])
  expect(usualTemplate(choices, 'spike')?.id).toBe('s')
  expect(usualTemplate(choices, 'feature')).toBeNull()
  expect(nextChoice(choices, choices[0] ?? null, -1)).toBeNull()
  expect(nextChoice(choices, null, 1)?.id).toBe('s')
  expect(usualTemplate([null], 'feature')).toBeNull()
})
