import { expect, test } from 'vitest'
import { createBacklogView } from '../../../../src/state/backlog-view.svelte.ts'
import { createBacklogDesk } from '../../../../src/ui/backlog/backlog-desk.svelte.ts'
import type { Desk } from '../../../../src/ui/frame/screen.ts'
import { inMemoryState } from '../../../support/in-memory-state.ts'

function desk() {
  const at = inMemoryState({ role: 'po' })
  const view = createBacklogView(at.state.plan)
  const acts = createBacklogDesk({
    state: at.state,
    view,
    desk: { announcer: { say: () => undefined } } as unknown as Desk,
    focusList: () => undefined,
  })
  return { at, acts, said: () => at.state.notices.list.at(-1)?.words ?? '' }
}

test('pasted lines become items; a single short line is left to the field', () => {
  const { at, acts } = desk()
  expect(acts.createLines('- Pay by link\n2. Waiting list\n\n[ ] Refunds')).toBe(true)
  expect(at.state.order.map((id) => at.state.row('items', id)?.title)).toEqual([
    'Pay by link',
    'Waiting list',
    'Refunds',
  ])
  expect(acts.createLines('Only one')).toBe(false)
})

test('a 10 MB paste gets a clear sentence and loses nothing, as many lines and as one', () => {
  const { at, acts, said } = desk()
  const half = `${'Berth '.repeat(8)}\n`
  expect(acts.createLines(half.repeat(10_000_000 / half.length))).toBe(true)
  expect(said()).toContain('At most 500 lines can be pasted at once')
  expect(acts.createLines('x'.repeat(10_000_000))).toBe(true)
  expect(said()).toContain('Nothing was changed; shorten it')
  expect(acts.createLines('x'.repeat(2_000))).toBe(true)
  expect(said()).toContain('at most 1,000 characters')
  expect(at.state.order).toEqual([])
})
