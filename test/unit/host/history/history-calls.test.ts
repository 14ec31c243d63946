import { afterEach, beforeEach, expect, test } from 'vitest'
import { momentBefore } from '../../../../src/model/plan-time.ts'
import { createItem } from '../../../../src/commands/create-item.ts'
import { addCriterion } from '../../../../src/commands/criteria.ts'
import { deleteItems } from '../../../../src/commands/delete-item.ts'
import { editItem, setDescription } from '../../../../src/commands/edit-item.ts'
import { moveItem } from '../../../../src/commands/move-item.ts'
import { startTestHost, tempFolder, type TestHost, type TestWindow } from '../../../support/host-in-process.ts'

let folder: Awaited<ReturnType<typeof tempFolder>>
let host: TestHost
let plan = ''
let a: TestWindow

beforeEach(async () => {
  folder = await tempFolder()
  host = await startTestHost(folder.path)
  const { link } = host.connect()
  await link.call('profile.set', { name: 'Sample Owner', role: 'po' })
  plan = (await link.call('plans.create', { name: 'Harbour' })).id
  a = await host.window(plan)
})
afterEach(async () => {
  await host.stop()
  await folder.remove()
})

const everything = { before: null, limit: 500, record: null, device: null, words: '', sort: null }

test('the backlog is shown as it stood before and after each change, in the order of then', async () => {
  const one = a.run(createItem, { title: 'One', at: 'bottom' })
  a.run(createItem, { title: 'Two', at: 'bottom' })
  a.run(createItem, { title: 'Three', at: 'bottom' })
  const move = a.run(moveItem, { id: one.value, after: null })
  const down = a.run(moveItem, { id: one.value, after: a.plan.live.ids[2] as string })
  const rename = a.run(editItem, { id: one.value, field: 'title', value: 'First of all' })
  const gone = a.run(deleteItems, { ids: [one.value], why: 'not ours' })
  await a.window.delivered()
  const { lines, more } = await a.link.call('history.timeline', { plan, ...everything })
  expect(more).toBe(false)
  const line = (change: string) => lines.find((one) => one.change === change)
  expect(move.change).toBe('')
  const titles = async (moment: number): Promise<string[]> =>
    (await a.link.call('history.at', { plan, moment })).items.map((item) => item.title)
  expect(await titles(line(down.change)?.at ?? 0)).toEqual(['Two', 'Three', 'One'])
  expect(await titles(momentBefore(line(down.change)?.at ?? 0))).toEqual(['One', 'Two', 'Three'])
  expect(await titles(line(rename.change)?.at ?? 0)).toEqual(['Two', 'Three', 'First of all'])
  expect(await titles(line(gone.change)?.until ?? 0)).toEqual(['Two', 'Three'])
  expect(await titles(0)).toEqual([])
  expect(line(gone.change)).toMatchObject({ items: [one.value], records: 1, others: 0, author: { person: 'po1' } })
})

test('two moments are compared: what came, went with its reason, moved, and what each field said', async () => {
  const ids = ['One', 'Two', 'Three', 'Four'].map((title) => a.run(createItem, { title, at: 'bottom' }).value)
  await a.window.delivered()
  const from = (await a.link.call('history.extent', { plan })).last as number
  a.run(moveItem, { id: ids[3] as string, after: null })
  a.run(deleteItems, { ids: [ids[1] as string], why: 'not ours' })
  a.run(editItem, { id: ids[0] as string, field: 'estimate', value: 5 })
  a.run(setDescription, { id: ids[2] as string, value: 'With a bell' })
  const fresh = a.run(createItem, { title: 'Five', at: 'bottom' })
  const criterion = a.run(addCriterion, { item: ids[0] as string, text: 'It rings' })
  await a.window.delivered()
  const to = (await a.link.call('history.extent', { plan })).last as number
  const difference = await a.link.call('history.compare', { plan, from, to })
  expect(difference).toMatchObject({
    added: [{ id: fresh.value, title: 'Five', position: 4 }],
    removed: [{ id: ids[1], title: 'Two', position: 2, by: 'po1', why: 'not ours' }],
    moved: [{ id: ids[3], title: 'Four', from: 4, to: 1 }],
    others: 0,
  })
  expect(difference.changed).toEqual([
    { record: `items/${ids[0]}`, item: ids[0], name: 'One', field: 'estimate', from: null, to: 5 },
    { record: `items/${ids[2]}`, item: ids[2], name: 'Three', field: 'description', from: '', to: 'With a bell' },
    { record: `criteria/${criterion.value}`, item: ids[0], name: 'It rings', field: '', from: null, to: 'It rings' },
  ])
  const whole = await a.link.call('history.item', { plan, moment: to, item: ids[1] as string })
  expect(whole).toMatchObject({ item: { title: 'Two' }, deleted: { by: 'po1', why: 'not ours' } })
})

test('the timeline is filtered by item, person, sort and words, and pages neither skip nor repeat a change', async () => {
  const ids = ['Berth', 'Crane', 'Bell'].map((title) => a.run(createItem, { title, at: 'bottom' }).value)
  a.run(addCriterion, { item: ids[1] as string, text: 'It lifts' })
  a.run(editItem, { id: ids[1] as string, field: 'estimate', value: 3 })
  const gone = a.run(deleteItems, { ids, why: 'wrong list' })
  await a.window.delivered()
  const ask = async (more: object) => (await a.link.call('history.timeline', { plan, ...everything, ...more })).lines
  expect((await ask({ sort: 'delete' })).map((line) => line.change)).toEqual([gone.change])
  expect((await ask({ words: 'WRONG list' })).map((line) => line.change)).toEqual([gone.change])
  expect(await ask({ words: 'crane' })).toHaveLength(4)
  // The words of the list itself are found too.
  expect((await ask({ words: 'Deleted 3' })).map((line) => line.change)).toEqual([gone.change])
  expect(await ask({ record: `items/${ids[1]}` })).toHaveLength(4)
  expect(await ask({ person: 'po1' })).toHaveLength(6)
  expect(await ask({ person: 'nobody' })).toEqual([])
  const all = await ask({})
  const paged: string[] = []
  for (let before: number | null = null; ;) {
    const page: { lines: { change: string; at: number }[]; more: boolean } = await a.link.call('history.timeline', {
      plan,
      ...everything,
      before,
      limit: 2,
    })
    paged.push(...page.lines.map((line) => line.change))
    before = page.lines.at(-1)?.at ?? null
    if (!page.more) break
  }
  expect(paged).toEqual(all.map((line) => line.change))
  expect(gone.change).toBe(all[0]?.change)
  expect([...(all[0]?.items ?? [])].sort()).toEqual([...ids].sort())
})
