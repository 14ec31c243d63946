import { expect, test } from 'vitest'
import { createItems } from '../../../src/commands/create-item.ts'
import { deleteItems } from '../../../src/commands/delete-item.ts'
import { moveItem } from '../../../src/commands/move-item.ts'
import { createBacklogView } from '../../../src/state/backlog-view.svelte.ts'
import { positionAt, positionAtGap, rowCount, rowOf } from '../../../src/state/folded-middle.svelte.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

function longBacklog(count: number) {
  const at = inMemoryPlan()
  const titles = Array.from({ length: count }, (_, i) => `Item ${i + 1}`)
  for (let from = 0; from < count; from += 500)
    at.must(createItems, { titles: titles.slice(from, from + 500), at: 'bottom' })
  const ids = [...at.plan.open.ids]
  const view = createBacklogView(at.plan)
  return { at, ids, view, rankAtHand: () => (view.current === null ? null : view.positionOf(view.current) + 1) }
}

test('rows and positions go both ways around the fold', () => {
  const fold = { from: 100, to: 900 }
  expect(rowCount(1_000, fold)).toBe(201)
  expect([0, 99, 100, 899, 900, 999].map((position) => rowOf(position, fold))).toEqual([0, 99, 100, 100, 101, 200])
  expect([0, 99, 100, 101, 200].map((row) => positionAt(row, fold))).toEqual([0, 99, null, 900, 999])
  expect([0, 100, 101, 201].map((gap) => positionAtGap(gap, fold))).toEqual([0, 100, 900, 1_000])
  for (let position = 0; position < 1_000; position++) {
    expect(rowOf(position, null)).toBe(position)
    if (position < fold.from || position >= fold.to) expect(positionAt(rowOf(position, fold), fold)).toBe(position)
  }
})

test('a collapsed middle for long lists: J goes over it as over one row, short lists have none', () => {
  const { view, ids, rankAtHand } = longBacklog(1_000)
  expect(view.fold.possible).toBe(true)
  expect(view.fold.now).toBeNull()
  view.foldMiddle(true)
  expect(view.fold.now).toEqual({ from: 100, to: 900 })
  view.setCurrent(ids[99]!)
  view.step(1)
  expect([view.fold.atHand, view.current, view.atHand]).toEqual([true, null, []])
  view.step(1)
  expect([view.fold.atHand, rankAtHand()]).toEqual([false, 901])
  view.step(-2)
  expect(rankAtHand()).toBe(100)
  view.step(1)
  view.foldMiddle(false)
  expect(rankAtHand()).toBe(101)
  expect(longBacklog(59).view.fold.possible).toBe(false)
})

test('what lies in the fold stays part of ranges and of “all”', () => {
  const { view, ids } = longBacklog(1_000)
  view.foldMiddle(true)
  view.selection.only(ids[98]!)
  view.selection.extendTo(ids[900]!)
  expect(view.selection.size).toBe(803)
  view.selection.extendTo(ids[99]!)
  expect(view.selection.ids).toEqual([ids[98], ids[99]])
  view.selection.all()
  expect(view.selection.size).toBe(1_000)
})

test('an item that is moved on step by step pushes the fold’s edge before it; from the other side too', () => {
  const { at, view, ids, rankAtHand } = longBacklog(1_000)
  view.foldMiddle(true)
  view.setCurrent(ids[99]!)
  at.must(moveItem, { id: ids[99]!, after: view.afterForStep(view.atHand, 'down')! })
  expect([rankAtHand(), view.fold.now]).toEqual([101, { from: 101, to: 900 }])
  view.setCurrent(ids[900]!)
  at.must(moveItem, { id: ids[900]!, after: view.afterForStep(view.atHand, 'up')! })
  expect([view.current, rankAtHand(), view.fold.now]).toEqual([ids[900], 900, { from: 101, to: 899 }])
})

test('an item that goes far into the fold leaves the hand at its old place, and others’ moves never lose the hand', () => {
  const { at, view, ids, rankAtHand } = longBacklog(1_000)
  view.foldMiddle(true)
  view.setCurrent(ids[4]!)
  at.must(moveItem, { id: ids[4]!, after: ids[499]! })
  expect([view.current, rankAtHand()]).toEqual([ids[5], 5])
  expect(view.fold.hides(view.positionOf(ids[4]!))).toBe(true)
  view.setCurrent(ids[100]!)
  for (const far of [700, 701, 702]) at.must(moveItem, { id: ids[far]!, after: null })
  expect(rankAtHand()).toBe(103)
  expect(view.fold.now?.from).toBe(103)
})

test('a link into the fold opens it, and so does a search that led inside', async () => {
  const { view, ids } = longBacklog(1_000)
  view.foldMiddle(true)
  view.open(ids[500]!)
  expect(view.fold.now).toBeNull()
  view.foldMiddle(true)
  expect([view.fold.atHand, view.current, view.opened]).toEqual([true, null, ids[500]])
  view.query = 'Item 60'
  expect(view.fold.possible).toBe(false)
  view.setCurrent(ids[600]!)
  view.query = ''
  await Promise.resolve()
  expect([view.fold.now, view.current]).toEqual([null, ids[600]])
})

test('the middle of an imported backlog folds from 60 items on, after as many as were chosen', () => {
  const { view, ids } = longBacklog(340)
  view.foldMiddle(true, 30)
  expect(view.fold.now).toEqual({ from: 30, to: 310 })
  view.setCurrent(ids[31]!)
  expect(view.fold.now).toEqual({ from: 32, to: 310 })
  view.foldMiddle(false)
  view.foldMiddle(true)
  expect([view.fold.now, view.fold.top]).toEqual([{ from: 30, to: 310 }, 30])
  const short = longBacklog(62).view
  short.foldMiddle(true)
  expect([short.fold.now, short.fold.top]).toEqual([{ from: 30, to: 52 }, 30])
})

test('a list that gets short shows all of itself', () => {
  const { at, view, ids } = longBacklog(70)
  view.foldMiddle(true)
  expect(view.fold.now).not.toBeNull()
  at.must(deleteItems, { ids: ids.slice(40, 55), why: '' })
  expect(view.fold.now).toBeNull()
})
