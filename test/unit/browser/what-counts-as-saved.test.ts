import { afterEach, beforeEach, expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import type { Saving } from '../../../src/browser/window-plan.ts'
import { createMemoryFiles } from '../../../src/host/ports/memory-files.ts'
import { PRODUCT_OWNER, startTestHost, type TestHost, type TestWindow } from '../../support/host-in-process.ts'

let host: TestHost
let plan = ''
beforeEach(async () => {
  host = await startTestHost('/data', createMemoryFiles())
  plan = (await host.connect().link.call('plans.create', { name: 'Harbour' })).id
})
afterEach(() => host.stop())

test('a letter that was typed a moment ago does not count as saved', async () => {
  const a = await host.window(plan)
  const id = a.run(createItem, { title: 'Words', at: 'bottom' }).value
  await a.window.delivered()
  const seen: Saving['state'][] = []
  a.window.onSaving(({ state }) => seen.push(state))
  expect(seen).toEqual(['saved'])
  type(a, id, 'x')
  expect(a.window.saving()).toMatchObject({ state: 'saving', pending: 1 })
  await a.window.delivered()
  await expect.poll(() => a.window.saving()).toMatchObject({ state: 'saved', pending: 0 })
  const b = await host.window(plan)
  expect(b.plan.textOf('items', id, 'description')).toBe('x')
})

test('what is typed while the host is away is told as one edit that waits', async () => {
  const a = await host.window(plan)
  const id = a.run(createItem, { title: 'Words', at: 'bottom' }).value
  await a.window.delivered()
  a.die()
  type(a, id, 'x')
  expect(a.window.saving()).toMatchObject({ state: 'host-away', pending: 1 })
})

function type(window: TestWindow, id: string, text: string): void {
  const entry = { name: 'text.type', record: `items/${id}`, field: 'description', from: 0, to: null, why: '' }
  window.window.writer.typing({ author: PRODUCT_OWNER, change: 'typing', entry })
  window.plan.text('items', id, 'description')?.insert(0, text)
}
