import { afterEach, expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { SEEN, seenBy } from '../../../src/model/seen.ts'
import type { HistoryLine, HistorySource, Since } from '../../../src/state/history-source.ts'
import { createSince, type SinceState } from '../../../src/state/since.svelte.ts'
import { inMemoryPlan, type InMemoryPlan } from '../../support/in-memory-plan.ts'

type Ask = Parameters<Required<HistorySource>['since']>[0]

let since: SinceState
afterEach(() => since.stop())

const line = (n: number, item: string): HistoryLine => ({
  ...{ change: `c${n}`, author: { person: 'ben', role: 'po', forTeam: null }, device: 'd', time: n, at: n, until: n },
  ...{ entries: [], undoes: null, others: 0, records: 1, items: [item] },
})

/** Time passes only where a test says so. */
function start(
  session: InMemoryPlan,
  person: string | null,
  answer: (ask: Ask) => Partial<Since> | Error = () => ({}),
) {
  const waiting = new Map<() => void, number>()
  const asked: Ask[] = []
  since = createSince({
    plan: session.plan,
    person,
    source: {
      since(ask) {
        asked.push(ask)
        const told = answer(ask)
        if (told instanceof Error) return Promise.reject(told)
        return Promise.resolve({
          changes: 0,
          groups: [],
          otherGroups: 0,
          others: 0,
          upTo: { 7: 9 },
          arriving: false,
          ...told,
        })
      },
    },
    run: (command, args) => session.run(command, args) as never,
    mayWrite: () => true,
    later(act, ms) {
      waiting.set(act, ms)
      return () => void waiting.delete(act)
    },
  })
  const wait = async (): Promise<void> => {
    for (const act of [...waiting.keys()]) {
      waiting.delete(act)
      act()
    }
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }
  const marks = () => seenBy('anna', session.plan.doc.getMap(SEEN).values())
  return { asked, wait, marks, waits: () => waiting.size }
}

test('somebody who is nobody in particular is told of nothing, and nothing is asked or written', async () => {
  const session = inMemoryPlan()
  const { asked, wait } = start(session, null)
  await wait()
  since.look()
  await wait()
  expect([asked, since.known, since.changes]).toEqual([[], true, 0])
  expect(session.plan.doc.getMap(SEEN).size).toBe(0)
})

test('while the plan is just coming in nobody begins to look, and it is asked again', async () => {
  let arriving = true
  const { asked, wait, marks } = start(inMemoryPlan(), 'anna', () => ({ arriving }))
  await wait()
  expect([asked.length, marks()]).toEqual([1, null])
  arriving = false
  await wait()
  expect(asked.length).toBe(2)
  expect(marks()?.lines).toEqual({ 7: 9 })
})

test('edits of this window ask nothing; those of others are one question however many they are', async () => {
  const session = inMemoryPlan()
  const other = inMemoryPlan({ client: 2, from: session })
  const { asked, wait } = start(session, 'anna')
  for (let turn = 0; turn < 4; turn++) await wait()
  const before = asked.length
  session.must(createItem, { title: 'Mine' })
  await wait()
  expect(asked.length).toBe(before)
  for (let i = 0; i < 20; i++) other.must(createItem, { title: `Theirs ${i}` })
  session.hear(other)
  await wait()
  expect(asked.length).toBe(before + 1)
})

test('what is marked as seen is gone at once, rows lose their mark, and the next question says how far', async () => {
  const groups = [
    { about: 'items/a', lines: [line(2, 'a')] },
    { about: 'items/b', lines: [line(1, 'b')] },
  ]
  const { asked, wait, marks } = start(inMemoryPlan(), 'anna', ({ seen }) =>
    seen === null ? { upTo: { 7: 1 } } : { changes: 2, groups },
  )
  for (let turn = 0; turn < 3; turn++) await wait()
  expect([since.changes, since.changed('a'), since.changed('c')]).toEqual([2, true, false])
  expect(since.seeOne(groups[0] as (typeof groups)[0], 'A')).toBe(true)
  expect([since.changes, since.changed('a'), since.changed('b')]).toEqual([1, false, true])
  expect(since.seeAll()).toBe(true)
  expect([since.changes, since.groups, marks()?.lines]).toEqual([0, [], { 7: 9 }])
  await wait()
  expect(asked.at(-1)).toEqual({ person: 'anna', seen: { 7: 9 }, apart: {} })
  expect(since.looked).not.toBeNull()
})

test('a host that does not answer is told of, and asked again', async () => {
  let fails = true
  const { wait } = start(inMemoryPlan(), 'anna', () => (fails ? new Error('The disk does not answer.') : {}))
  await wait()
  expect(since.failed).toBe('The disk does not answer.')
  fails = false
  since.look()
  await wait()
  expect([since.failed, since.known]).toEqual(['', true])
})
