import { afterEach, beforeEach, expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { scoreItem, scoreItems } from '../../../src/commands/scores.ts'
import { startTestHost, tempFolder, type TestHost } from '../../support/host-in-process.ts'

let folder: Awaited<ReturnType<typeof tempFolder>>
let host: TestHost
let plan = ''

beforeEach(async () => {
  folder = await tempFolder()
  host = await startTestHost(folder.path)
  const { link } = host.connect()
  await link.call('profile.set', { name: 'Sample Owner', role: 'po' })
  plan = (await link.call('plans.create', { name: 'Harbour' })).id
})
afterEach(async () => {
  await host.stop()
  await folder.remove()
})

test('one undo takes a score back with what it wrote into the item, and what was believed before counts again', async () => {
  const window = await host.window(plan)
  const { value: item } = window.run(createItem, { title: 'Hold a berth', at: 'top' })
  window.run(scoreItem, { item, method: 'value-effort', factors: { value: 5, effort: 2 } })
  const second = window.run(scoreItem, { item, method: 'value-effort', factors: { value: 13 } })
  await window.window.delivered()
  const author = { person: 'po1', role: 'po', forTeam: null }
  await window.link.call('plan.undo', { plan, change: second.change, author })
  await expect.poll(() => window.plan.row('items', item)).toMatchObject({ value: 5, effort: 2 })
  expect(window.plan.partsOf('scores', item).map((score) => score.factors)).toEqual([{ value: 5, effort: 2 }])
})

test('300 items scored at once are one change, one undo step, and one line of the log', async () => {
  const window = await host.window(plan)
  const items = Array.from(
    { length: 300 },
    (_, i) => window.run(createItem, { title: `Item ${i}`, at: 'bottom' }).value,
  )
  const scored = window.run(scoreItems, {
    method: 'ice',
    scores: items.map((item) => ({ item, factors: { impact: 3, confidence: 5, ease: 7 } })),
  })
  await window.window.delivered()
  expect(window.plan.rows('scores').size).toBe(300)
  await window.link.call('plan.undo', {
    plan,
    change: scored.change,
    author: { person: 'po1', role: 'po', forTeam: null },
  })
  await expect.poll(() => window.plan.partsOf('scores', items[299] ?? '')).toEqual([])
})
