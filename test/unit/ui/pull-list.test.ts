import { describe, expect, test } from 'vitest'
import type { Item } from '../../../src/model/item.ts'
import { pastOf, pullList } from '../../../src/ui/sprint/pull-list.ts'

let next = 0
function item(estimate: number | null, more: Partial<Item> = {}): Item {
  const id = `item${next++}`
  return {
    id,
    key: id.toUpperCase(),
    title: id,
    kind: 'feature',
    stage: 'open',
    parked: false,
    parkedAt: null,
    parkedBy: null,
    parkedWhy: '',
    parkedUntil: null,
    estimate,
    value: null,
    effort: null,
    epic: null,
    domain: null,
    goal: null,
    sprint: null,
    column: null,
    outcome: '',
    orderWhy: '',
    orderWhyAt: null,
    labels: [],
    names: [],
    ready: [],
    source: null,
    imported: {},
    lastImported: {},
    createdAt: null,
    createdBy: null,
    startedAt: null,
    finishedAt: null,
    deleted: null,
    ...more,
  }
}
const here = (estimate: number | null, more: Partial<Item> = {}) => item(estimate, { sprint: 's', ...more })
const sprint = (capacity: number | null) => ({ id: 's', capacity })

describe('the list from which a team pulls', () => {
  test('nothing is pulled yet: the capacity line stands where the order itself no longer fits', () => {
    const list = pullList([item(5), item(8), item(5), item(3)], sprint(15))
    expect(list.line).toBe(2)
    expect(list).toMatchObject({ total: 0, free: 15 })
  })

  test('pulled past two higher items: the line stands behind the last pulled one, and the free rest is said', () => {
    const list = pullList([here(3), here(8), item(5), item(2), here(3), here(2), item(12)], sprint(26))
    expect(list.total).toBe(16)
    expect(list.free).toBe(10)
    expect(list.line).toBe(6)
    expect(list.rows[4]).toMatchObject({ sum: 14, rank: 5 })
    expect(pastOf(list.rows, list.rows[4]?.item.id ?? '')).toBe(2)
  })

  test('more is pulled than fits: the line stands above the first row that is too much', () => {
    const list = pullList([here(8), here(8), here(8)], sprint(20))
    expect(list.line).toBe(2)
    expect(list.free).toBe(-4)
  })

  test('everything fits: the line stands behind the last row; without a capacity there is none', () => {
    expect(pullList([here(1), item(1)], sprint(20)).line).toBe(2)
    expect(pullList([here(1), item(1)], sprint(null))).toMatchObject({ line: null, free: null })
  })

  test('finished, parked and dropped items have no rank and are shown only if they are in the sprint', () => {
    const list = pullList(
      [item(1, { stage: 'done' }), here(2, { stage: 'done' }), item(1, { parked: true }), item(3)],
      sprint(10),
    )
    expect(list.rows.map((row) => row.rank)).toEqual([null, 1])
    expect(list.total).toBe(2)
  })

  test('an item in another team’s sprint is no item that one pulls past', () => {
    const list = pullList([item(3, { sprint: 'other' }), item(3), item(5)], sprint(10))
    expect(list.rows.map(({ item: { id } }) => pastOf(list.rows, id))).toEqual([0, 0, 1])
    expect(list.rows[0]?.pulled).toBe('elsewhere')
  })

  test('what is taken only if there is room counts for nothing in the sums, and moves no line', () => {
    const sure = here(5)
    const perhaps = here(3)
    const list = pullList([sure, perhaps, item(4)], sprint(10), new Set([perhaps.id]))
    expect(list).toMatchObject({ total: 5, free: 5, line: 3 })
    expect(list.rows.map((row) => [row.ifRoom, row.sum])).toEqual([
      [false, 5],
      [true, null],
      [false, null],
    ])
  })

  test('of a team that counts items each is one, and the line stands where as many fit', () => {
    const list = pullList([here(8), here(null), item(5), item(13)], sprint(3), new Set(), 'items')
    expect(list).toMatchObject({ total: 2, free: 1, line: 3, unestimated: 0 })
  })

  test('a row that says what it said before is the same row, so that one pull of thousands draws two rows anew', () => {
    const items = [here(3), item(5), item(2), here(1)]
    const list = pullList(items, sprint(10))
    const pulled = { ...items[1], sprint: 's' } as Item
    const next = pullList(items.with(1, pulled), sprint(10), new Set(), 'points', list.rows)
    expect(next.rows.map((row, i) => row === list.rows[i])).toEqual([true, false, true, false])
    expect(next.rows[3]?.sum).toBe(9)
  })

  test('what has no estimate is counted by number and not by points', () => {
    expect(pullList([here(null), here(5)], sprint(10))).toMatchObject({ total: 5, unestimated: 1 })
  })
})
