import * as fc from 'fast-check'
import { flushSync } from 'svelte'
import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { addCriterion } from '../../../src/commands/criteria.ts'
import { deleteItems, parkItems } from '../../../src/commands/delete-item.ts'
import { editItem, setDescription, setLabel } from '../../../src/commands/edit-item.ts'
import { createEpic, editEpic } from '../../../src/commands/epics.ts'
import { createGoal } from '../../../src/commands/goals.ts'
import { createDomain } from '../../../src/commands/domains.ts'
import { moveItem, moveItems } from '../../../src/commands/move-item.ts'
import { createBacklogView, type BacklogFilter } from '../../../src/state/backlog-view.svelte.ts'
import { serveSearch } from '../../../src/state/search-service.ts'
import { createSearch } from '../../../src/state/search.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'
import { rootEffect } from '../../support/root-effect.svelte.ts'
import { editAtRandom, KINDS_OF_EDIT } from '../doc/random-edits.ts'

function backlogOf(...titles: string[]) {
  const at = inMemoryPlan()
  const ids = Object.fromEntries(titles.map((title) => [title, at.must(createItem, { title })])) as Record<
    string,
    string
  >
  const view = createBacklogView(at.plan)
  const named = (list: readonly string[]) => list.map((id) => at.plan.row('items', id)?.title).join('')
  return { at, ids, view, seen: () => named(view.visible), named }
}

test('the list shows open items in order and follows moves, new items, parking and deleting', () => {
  const { at, ids, view, seen } = backlogOf('A', 'B', 'C')
  expect(seen()).toBe('ABC')
  at.must(moveItem, { id: ids.C!, after: null })
  at.must(createItem, { title: 'D', after: ids.A! })
  expect(seen()).toBe('CADB')
  at.must(parkItems, { ids: [ids.A!], parked: true })
  at.must(deleteItems, { ids: [ids.B!], why: '' })
  expect(seen()).toBe('CD')
  view.setFilter({ show: 'parked' })
  expect(seen()).toBe('A')
  view.setFilter({ show: 'all' })
  expect(seen()).toBe('CAD')
})

test('a title edit is not another list', () => {
  const { at, ids, view } = backlogOf('A', 'B')
  let runs = 0
  rootEffect(() => {
    void view.visible
    runs++
  })
  flushSync()
  at.must(editItem, { id: ids.A!, field: 'title', value: 'AA' })
  flushSync()
  expect(runs).toBe(1)
})

test('filters by kind, domain, goal with its epic’s, label and text', () => {
  const { at, ids, view, seen } = backlogOf('A', 'B', 'C', 'Übergabe')
  const goal = at.must(createGoal, { title: 'Fewer calls' })
  const epic = at.must(createEpic, { title: 'Online', goal })
  const domain = at.must(createDomain, { name: 'Patient app' })
  at.must(editItem, { id: ids.A!, field: 'kind', value: 'bug' })
  at.must(editItem, { id: ids.B!, field: 'epic', value: epic })
  at.must(editItem, { id: ids.C!, field: 'goal', value: goal })
  at.must(editItem, { id: ids.C!, field: 'domain', value: domain })
  at.must(setLabel, { ids: [ids.A!], label: 'later', on: true })
  const look = (filter: Partial<BacklogFilter>) => {
    view.clearFilter()
    view.setFilter(filter)
    return seen()
  }
  expect(look({ kinds: ['bug'] })).toBe('A')
  expect(look({ goals: [goal] })).toBe('BC')
  expect(look({ goals: ['none'] })).toBe('AÜbergabe')
  expect(look({ domains: [domain] })).toBe('C')
  expect(look({ labels: ['later'] })).toBe('A')
  expect(look({ text: 'uberg' })).toBe('Übergabe')
  expect(look({ kinds: ['bug', 'feature'], goals: [goal], domains: ['none'] })).toBe('B')
  view.clearFilter()
  view.setFilter({ goals: [goal] })
  at.must(editEpic, { id: epic, goal: null })
  expect(seen()).toBe('C')
})

test('the filter is a line that people can read, and reads back', () => {
  const { at, view } = backlogOf('A')
  const domain = at.must(createDomain, { name: 'Patient app' })
  view.setFilter({
    kinds: ['bug', 'debt'],
    domains: [domain, 'none'],
    labels: ['a b'],
    show: 'parked',
    text: 'waiting list',
  })
  const filter = view.filter
  expect(view.query).toBe('kind:bug,debt domain:"Patient app",none label:"a b" is:parked waiting list')
  const line = view.query
  view.clearFilter()
  view.query = line
  expect(view.filter).toEqual({ ...filter, labels: [] })
  expect(view.problems.map(({ message }) => message)).toEqual(['There is no label “a b”.'])
  view.query = 'domain:Nowhere is:strange "quoted words"'
  expect(view.filter).toMatchObject({ domains: [], show: 'open', text: '"quoted words"' })
})

test('chips change the line they stand for and leave what else was written', () => {
  const { at, ids, view, seen } = backlogOf('A', 'B', 'C')
  at.must(editItem, { id: ids.A!, field: 'kind', value: 'bug' })
  at.must(setLabel, { ids: [ids.B!], label: 'later', on: true })
  view.query = '-label:later estimate:none kind:bug'
  expect(seen()).toBe('A')
  view.setFilter({ kinds: ['bug', 'feature'] })
  expect(view.query).toBe('-label:later estimate:none kind:bug,feature')
  expect(seen()).toBe('AC')
  view.setFilter({ kinds: [], show: 'all', text: 'c' })
  expect(view.query).toBe('-label:later estimate:none is:all c')
  expect(seen()).toBe('C')
})

test('words are found in descriptions, criteria and comments too, and an edit is followed at once', async () => {
  const { at, ids } = backlogOf('A', 'B', 'C')
  at.must(setDescription, { id: ids.B!, value: 'for the harbour' })
  const { port1, port2 } = new MessageChannel()
  serveSearch(port2 as never)
  const search = createSearch({ plan: at.plan, port: port1 as never, later: () => () => undefined })
  const view = createBacklogView(at.plan, { search: () => search })
  const seen = () => view.visible.map((id) => at.plan.row('items', id)?.title).join('')
  const looked = async () => {
    await search.match({ wanted: ['settled'], unwanted: [] })
    return seen()
  }
  view.query = 'harbour'
  await expect.poll(seen).toBe('B')
  at.must(addCriterion, { item: ids.C!, text: 'Seen from the harbour' })
  expect(seen()).toBe('BC')
  at.must(setDescription, { id: ids.B!, value: 'for nobody' })
  expect(seen()).toBe('C')
  view.query = '-harbour'
  await expect.poll(seen).toBe('AB')
  view.query = 'b -harbour'
  await expect.poll(seen).toBe('B')
  view.query = 'kind:feature'
  expect(await looked()).toBe('ABC')
  search.stop()
  port1.close()
})

test('a range is selected from the last one touched, and what is deleted leaves the selection', () => {
  const { at, ids, view, named } = backlogOf('A', 'B', 'C', 'D')
  view.selection.toggle(ids.B!)
  view.selection.extendTo(ids.D!)
  expect(named(view.selection.ids)).toBe('BCD')
  view.selection.toggle(ids.C!)
  expect(named(view.atHand)).toBe('BD')
  at.must(deleteItems, { ids: [ids.D!], why: '' })
  expect(named(view.selection.ids)).toBe('B')
  view.selection.clear()
  view.setCurrent(ids.A!)
  expect(named(view.atHand)).toBe('A')
})

test('the row at hand moves by steps, stops at the ends, and its neighbour takes over when it goes', () => {
  const { at, ids, view, named } = backlogOf('A', 'B', 'C')
  expect(named([view.step(1)!])).toBe('A')
  expect(named([view.step(5)!])).toBe('C')
  expect(named([view.step(-1)!])).toBe('B')
  at.must(deleteItems, { ids: [ids.B!], why: '' })
  expect(named([view.current!])).toBe('C')
})

test('an opened item that is deleted elsewhere closes', () => {
  const { at, ids, view } = backlogOf('A', 'B')
  view.open(ids.A!)
  at.must(deleteItems, { ids: [ids.A!], why: '' })
  expect(view.opened).toBeNull()
})

test('steps of a move go by what is visible, hidden items in between or not', () => {
  const { at, ids, view, seen } = backlogOf('A', 'h', 'B', 'C', 'D')
  at.must(parkItems, { ids: [ids.h!], parked: true })
  const move = (names: string, direction: 'up' | 'down' | 'top' | 'bottom') => {
    const run = [...names].map((name) => ids[name]!)
    const after = view.afterForStep(run, direction)
    if (after === undefined) return 'stays'
    at.must(moveItems, { ids: run, after })
    return seen()
  }
  expect(move('B', 'up')).toBe('BACD')
  expect(move('B', 'up')).toBe('stays')
  expect(move('B', 'down')).toBe('ABCD')
  expect(move('BC', 'down')).toBe('ADBC')
  expect(move('BC', 'down')).toBe('stays')
  expect(move('C', 'top')).toBe('CADB')
  expect(move('C', 'bottom')).toBe('ADBC')
  expect(move('AB', 'up')).toBe('ABDC')
  expect(move('AC', 'down')).toBe('BDAC')
})

test('after any edits the list is what a fresh filter would give', () => {
  const step = fc.record({ kind: fc.constantFrom(...KINDS_OF_EDIT), number: fc.nat(1_000_000), filter: fc.nat(12) })
  const FILTERS: Partial<BacklogFilter>[] = [
    { show: 'all' },
    { text: 'item' },
    { text: 'item 1' },
    { labels: ['l1'] },
    { goals: ['none'] },
    { show: 'done' },
    {},
  ]
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 50 }), fc.integer(), (steps, seed) => {
      const at = inMemoryPlan({ seed })
      const view = createBacklogView(at.plan)
      for (const { kind, number, filter } of steps) {
        if (filter < FILTERS.length) view.setFilter(FILTERS[filter] as Partial<BacklogFilter>)
        editAtRandom(at, kind, number)
        const fresh = createBacklogView(at.plan)
        fresh.setFilter(view.filter)
        expect(view.visible).toEqual(fresh.visible)
        fresh.stop()
      }
    }),
    { numRuns: 60 },
  )
})
