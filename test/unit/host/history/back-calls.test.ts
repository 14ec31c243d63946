import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addComment, deleteComment } from '../../../../src/commands/comments.ts'
import { addCriterion, deleteCriterion } from '../../../../src/commands/criteria.ts'
import { createItem, createItems } from '../../../../src/commands/create-item.ts'
import { deleteItems } from '../../../../src/commands/delete-item.ts'
import { editItem, setDescription, setLabel } from '../../../../src/commands/edit-item.ts'
import { createGoal } from '../../../../src/commands/goals.ts'
import { moveItem, moveItems } from '../../../../src/commands/move-item.ts'
import { editRootText, renamePlan } from '../../../../src/commands/plan-facts.ts'
import type { BackPlan } from '../../../../src/contract/history-calls.ts'
import { canonicalJson } from '../../../../src/doc/replica.ts'
import type { Author } from '../../../../src/model/envelope.ts'
import { startTestHost, tempFolder, type TestHost, type TestWindow } from '../../../support/host-in-process.ts'

const ANNA: Author = { person: 'anna', role: 'po', forTeam: null }
const BEN: Author = { person: 'ben', role: 'po', forTeam: null }
const CLEO: Author = { person: 'cleo', role: 'developer', forTeam: null }

let folder: Awaited<ReturnType<typeof tempFolder>>
let host: TestHost
let plan = ''
let window: TestWindow

beforeEach(async () => {
  folder = await tempFolder()
  host = await startTestHost(folder.path)
  const { link } = host.connect()
  plan = (await link.call('plans.create', { name: 'Harbour' })).id
  window = await host.window(plan)
  window.run(createItems, { titles: ['A', 'B', 'C', 'D', 'E'], at: 'bottom' }, ANNA)
  await window.window.delivered()
})
afterEach(async () => {
  await host.stop()
  await folder.remove()
})

const idOf = (title: string): string =>
  [...window.plan.rows('items').values()].find((item) => item.title === title)?.id ?? ''
const text = (id: string): string => window.plan.textOf('items', id, 'description')

async function takeBack(
  person: string,
  preview: boolean,
  author = ANNA,
  since: number | null = null,
): Promise<BackPlan> {
  await window.window.delivered()
  const done = await window.link.call('history.takeBack', {
    plan,
    what: { kind: 'person', person },
    since,
    why: 'vandal',
    author,
    preview,
  })
  await heard(done)
  return done
}
async function bringBack(
  moment: number,
  what: { kind: 'items'; items: string[] } | { kind: 'order' } | { kind: 'plan' },
  preview = false,
  author = ANNA,
): Promise<BackPlan> {
  await window.window.delivered()
  const done = await window.link.call('history.bringBack', { plan, moment, what, why: 'wrong', author, preview })
  await heard(done)
  return done
}
async function undo(change: string | null): Promise<void> {
  const done = await window.link.call('plan.undo', { plan, change: change ?? '', author: ANNA })
  await heard({ change: done.change })
}
/** The window has taken in what the host wrote. */
async function heard({ change }: { change: string | null }): Promise<void> {
  if (change === null) return
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
}
/** A moment that lies between all that was written so far and all that comes. */
async function moment(): Promise<number> {
  await window.window.delivered()
  const { last } = await window.link.call('history.extent', { plan })
  return last as number
}

describe('taking back', () => {
  test('a person’s work goes, others’ stays, the look before says the same, and undo brings it forth again', async () => {
    const [a, b, c] = [idOf('A'), idOf('B'), idOf('C')]
    window.run(setDescription, { id: a, value: 'one two three' }, ANNA)
    window.run(deleteItems, { ids: [a, b], why: 'spam' }, BEN)
    window.run(editItem, { id: c, field: 'title', value: 'SPAM' }, BEN)
    window.run(createItem, { title: 'Junk', at: 'top' }, BEN)
    window.run(moveItem, { id: idOf('E'), after: null }, BEN)
    window.run(editItem, { id: c, field: 'estimate', value: 3 }, ANNA)
    window.run(editItem, { id: idOf('D'), field: 'title', value: 'D2' }, BEN)
    window.run(editItem, { id: idOf('D2'), field: 'title', value: 'D3' }, ANNA)
    await window.window.delivered()
    const before = said()
    const look = await takeBack('ben', true)
    expect(said()).toBe(before)
    expect(look).toMatchObject({ change: null, itemsBack: 2, itemsDeleted: 1, fields: 1, moves: 1, leftInAll: 1 })
    expect(look.changes).toBe(4)
    expect(look.left).toMatchObject([{ record: `items/${idOf('D3')}`, field: 'title' }])
    const done = await takeBack('ben', false)
    expect(numbers(done)).toEqual(numbers(look))
    expect(window.titles()).toEqual(['A', 'B', 'C', 'D3', 'E'])
    expect(window.plan.row('items', c)?.estimate).toBe(3)
    expect(window.plan.row('items', idOf('Junk'))?.deleted).toMatchObject({ by: 'anna', why: 'vandal' })
    expect(await takeBack('ben', false)).toMatchObject({ change: null, changes: 0, fields: 0, itemsBack: 0 })
    await undo(done.change)
    expect(said()).toBe(before)
    expect(host.faults).toEqual([])
  })

  test('only what counts from the moment on goes', async () => {
    window.run(editItem, { id: idOf('A'), field: 'title', value: 'A2' }, BEN)
    const since = await moment()
    window.run(editItem, { id: idOf('B'), field: 'title', value: 'B2' }, BEN)
    await takeBack('ben', false, ANNA, since + 2 ** -10)
    expect(window.titles()).toEqual(['A2', 'B', 'C', 'D', 'E'])
  })

  test('of a whole change goes and comes as any undo, in parts where it is long', async () => {
    const many = window.run(createItems, { titles: Array.from({ length: 450 }, (_, i) => `N${i}`), at: 'bottom' }, BEN)
    await window.window.delivered()
    const done = await window.link.call('history.takeBack', {
      plan,
      what: { kind: 'change', change: many.change },
      since: null,
      why: '',
      author: ANNA,
      preview: false,
    })
    await heard(done)
    expect(done).toMatchObject({ itemsDeleted: 450, leftInAll: 0, changes: 1 })
    expect(done.entries).toHaveLength(450)
    expect(window.titles()).toHaveLength(5)
    await undo(done.change)
    expect(window.titles()).toHaveLength(455)
  })

  test('is a Product Owner’s to do; Developers take back what they did themselves', async () => {
    await expect(takeBack('ben', true, CLEO)).rejects.toThrow('A Product Owner takes another’s work back.')
    expect(await takeBack('cleo', true, CLEO)).toMatchObject({ change: null })
    await expect(
      window.link.call('history.takeBack', {
        plan,
        what: { kind: 'change', change: 'nothing' },
        since: null,
        why: '',
        author: ANNA,
        preview: true,
      }),
    ).rejects.toThrow('There is no change "nothing" in this plan.')
  })
})

describe('bringing back', () => {
  test('items come back whole: fields, labels, text, criteria and place; what people said since stays', async () => {
    const [a, b] = [idOf('A'), idOf('B')]
    window.run(setDescription, { id: a, value: 'one two three' }, ANNA)
    window.run(setLabel, { ids: [a], label: 'web', on: true }, ANNA)
    const { value: kept } = window.run(addCriterion, { item: a, text: 'It works' }, ANNA)
    const { value: said } = window.run(addComment, { item: a, text: 'Said then' }, ANNA)
    const then = await moment()
    window.run(setDescription, { id: a, value: 'one three four' }, ANNA)
    window.run(setLabel, { ids: [a], label: 'web', on: false }, ANNA)
    window.run(deleteCriterion, { id: kept }, ANNA)
    window.run(deleteComment, { id: said }, ANNA)
    const { value: later } = window.run(addComment, { item: a, text: 'Said since' }, ANNA)
    const { value: since } = window.run(addCriterion, { item: a, text: 'It is fast' }, ANNA)
    window.run(moveItem, { id: a, after: idOf('D') }, ANNA)
    window.run(deleteItems, { ids: [a, b], why: 'wrong' }, ANNA)
    const look = await bringBack(then, { kind: 'items', items: [a, b] }, true)
    const done = await bringBack(then, { kind: 'items', items: [a, b] })
    expect(numbers(done)).toEqual(numbers(look))
    expect(done).toMatchObject({ itemsBack: 2, texts: 1, moves: 1, leftInAll: 0 })
    expect(window.titles()).toEqual(['A', 'B', 'C', 'D', 'E'])
    expect(text(a)).toBe('one two three')
    expect(window.plan.row('items', a)?.labels).toEqual(['web'])
    expect(window.plan.partsOf('criteria', a).map((one) => one.id)).toEqual([kept])
    expect(window.plan.partsOf('comments', a).map((one) => one.id)).toEqual([said, later])
    expect(window.plan.row('criteria', since)?.deleted).toMatchObject({ by: 'anna' })
    expect(await bringBack(then, { kind: 'items', items: [a, b] })).toMatchObject({ change: null, entries: [] })
    await undo(done.change)
    expect(window.titles()).toEqual(['C', 'D', 'E'])
  })

  test('the order comes back by the fewest moves; what was not there then stays among its neighbours', async () => {
    const then = await moment()
    window.run(moveItem, { id: idOf('A'), after: idOf('E') }, ANNA)
    window.run(createItem, { title: 'New', at: 'top' }, ANNA)
    window.run(moveItem, { id: idOf('C'), after: null }, ANNA)
    expect(window.titles()).toEqual(['C', 'New', 'B', 'D', 'E', 'A'])
    const done = await bringBack(then, { kind: 'order' })
    expect(done.moves).toBe(2)
    expect(window.titles().filter((title) => title !== 'New')).toEqual(['A', 'B', 'C', 'D', 'E'])
    expect(await bringBack(then, { kind: 'order' })).toMatchObject({ change: null, moves: 0 })
    await undo(done.change)
    expect(window.titles()).toEqual(['C', 'New', 'B', 'D', 'E', 'A'])
  })

  test('the whole plan comes back; what was made since is marked as deleted', async () => {
    window.run(editRootText, { field: 'vision', value: 'A harbour for all' }, ANNA)
    const then = await moment()
    const before = said()
    window.run(editRootText, { field: 'vision', value: 'Something else' }, ANNA)
    window.run(renamePlan, { name: 'Port' }, ANNA)
    window.run(deleteItems, { ids: [idOf('A')], why: 'x' }, ANNA)
    window.run(createItem, { title: 'New', at: 'top' }, ANNA)
    window.run(createGoal, { title: 'Grow', horizon: 'now' }, ANNA)
    window.run(moveItem, { id: idOf('E'), after: null }, ANNA)
    const done = await bringBack(then, { kind: 'plan' })
    expect(done).toMatchObject({ itemsBack: 1, itemsDeleted: 1, moves: 1, texts: 1 })
    expect(window.titles()).toEqual(['A', 'B', 'C', 'D', 'E'])
    expect(window.plan.facts.name).toBe('Harbour')
    expect(said((record) => record.deleted === undefined)).toBe(JSON.stringify(JSON.parse(before)))
    expect(await bringBack(then, { kind: 'plan' })).toMatchObject({ change: null })
  })

  test('of items is for Developers too, but not their place nor whether they are in the backlog', async () => {
    const a = idOf('A')
    const then = await moment()
    window.run(editItem, { id: a, field: 'title', value: 'A2' }, ANNA)
    window.run(moveItem, { id: a, after: idOf('C') }, ANNA)
    const done = await bringBack(then, { kind: 'items', items: [a] }, false, CLEO)
    expect(done).toMatchObject({
      fields: 1,
      moves: 0,
      left: [{ field: 'rank', why: 'Product Owners order the backlog.' }],
    })
    expect(window.titles()).toEqual(['B', 'C', 'A', 'D', 'E'])
    await expect(bringBack(then, { kind: 'order' }, true, CLEO)).rejects.toThrow('Product Owners order the backlog.')
    await expect(bringBack(then, { kind: 'plan' }, true, CLEO)).rejects.toThrow(
      'A Product Owner brings a whole plan back',
    )
  })
})

function numbers({ change: _, entries, ...counted }: BackPlan): unknown {
  return { ...counted, entries: entries.map(({ name, record, field }) => [name, record, field]) }
}

/** The plan's records and texts; null, false and absent are the same. */
function said(keep: (record: Record<string, unknown>) => boolean = () => true): string {
  const json = JSON.parse(canonicalJson(window.window.doc), (_, value: unknown) =>
    value === null || value === false ? undefined : value,
  ) as Record<string, Record<string, unknown>>
  const kept = Object.entries(json).map(([root, records]) => [
    root,
    typeof records === 'string' || root === 'plan'
      ? records
      : Object.fromEntries(
          Object.entries(records).filter(
            ([id, record]) =>
              (root !== 'ranks' || keep((json.items?.[id] ?? {}) as Record<string, unknown>)) &&
              keep(record as Record<string, unknown>),
          ),
        ),
  ])
  return JSON.stringify(Object.fromEntries(kept.filter(([, value]) => JSON.stringify(value) !== '{}')))
}

test('an order of many is brought back in pieces, and the whole is in order', async () => {
  const titles = Array.from({ length: 495 }, (_, i) => `N${i}`)
  window.run(createItems, { titles, at: 'bottom' }, ANNA)
  const then = await moment()
  const ids = window.plan.live.ids.slice(5, 405)
  window.run(moveItems, { ids, after: null }, ANNA)
  window.run(moveItems, { ids: window.plan.live.ids.slice(300, 400), after: window.plan.live.ids.at(-1) ?? null }, ANNA)
  const done = await bringBack(then, { kind: 'order' })
  expect(done.moves).toBeLessThanOrEqual(205)
  expect(window.titles()).toEqual(['A', 'B', 'C', 'D', 'E', ...titles])
})

test('before work is taken back, a backup of what stood there is made', async () => {
  window.run(deleteItems, { ids: [idOf('A')], why: 'spam' }, BEN)
  await takeBack('ben', false)
  const { link } = host.connect()
  let made: { id: string; reason: string; provenAt: number | null } | undefined
  for (let i = 0; i < 500 && (made?.provenAt ?? null) === null; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    made = (await link.call('backups.list', { plan })).backups.find((one) => one.reason === 'before-take-back')
  }
  const restored = await link.call('backups.restoreAs', { backup: made?.id ?? '', name: 'As it was' })
  expect((await host.window(restored.id)).titles()).toEqual(['B', 'C', 'D', 'E'])
})
