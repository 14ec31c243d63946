import { expect, test } from 'vitest'
import { Outbox } from '../../../src/browser/outbox.ts'
import type { Envelope } from '../../../src/model/envelope.ts'
import { memoryCache } from '../../support/host-in-process.ts'

const PLAN = 'harbour'

test('an edit leaves the outbox and the cache when it is on disk, and whoever waits hears when nothing is left', async () => {
  const { outbox, cache } = outboxOf(edit(1), edit(2))
  let isEmpty = false
  const emptied = outbox.emptied().then(() => (isEmpty = true))
  outbox.settle({ saved: [edit(1)], refused: [] })
  await Promise.resolve()
  expect([outbox.size, cache.outbox.size, isEmpty]).toEqual([1, 1, false])
  outbox.settle({ saved: [], refused: [{ client: 7, seq: 2, why: 'no' }] })
  await emptied
  expect([outbox.size, cache.outbox.size]).toEqual([0, 0])
})

test('a batch is no larger than the host takes at once, and one edit travels however large it is', () => {
  expect(outboxOf(...Array.from({ length: 300 }, (_, i) => edit(i + 1))).outbox.next()).toHaveLength(200)
  const large = 3 * 1024 * 1024
  expect(outboxOf(edit(1, large), edit(2, large)).outbox.next()).toHaveLength(1)
  expect(outboxOf(edit(1, 2 * large), edit(2)).outbox.next()).toHaveLength(1)
})

test('edits that the host lost are sent once more as they were, in front and one by one first', async () => {
  const { outbox, cache } = outboxOf(edit(1), edit(2), edit(3))
  outbox.settle({ saved: [edit(1), edit(2), edit(3)], refused: [] })
  void outbox.add(edit(4))
  expect(await outbox.repeat(7, 1, 3)).toBe(true)
  expect(outbox.firstOf(7)).toMatchObject({ seq: 2 })
  expect(outbox.next().map(({ seq }) => seq)).toEqual([2])
  expect(cache.outbox.size).toBe(3)
  expect(outbox.takeRepeated()).toBe(2)
  expect(outbox.next().map(({ seq }) => seq)).toEqual([2, 3, 4])
})

test('edits that are not here any more cannot be sent once more', async () => {
  const { outbox } = outboxOf(edit(2))
  outbox.settle({ saved: [edit(2)], refused: [] })
  expect(await outbox.repeat(7, 0, 2)).toBe(false)
  expect(outbox.takeRepeated()).toBe(0)
})

test('one edit takes the place of all that wait of its line, and of no other', async () => {
  const other = { ...edit(1), client: 9 }
  const { outbox, cache } = outboxOf(edit(5), other, edit(6))
  await outbox.replaceLine(edit(3))
  expect(outbox.next().map(({ client, seq }) => [client, seq])).toEqual([
    [7, 3],
    [9, 1],
  ])
  expect([...outbox.lines]).toEqual([7, 9])
  expect([...cache.outbox.keys()].sort()).toEqual([`${PLAN}/7/3`, `${PLAN}/9/1`])
})

function outboxOf(...edits: readonly Envelope[]): { outbox: Outbox; cache: ReturnType<typeof memoryCache> } {
  const cache = memoryCache()
  const outbox = new Outbox(PLAN, cache)
  for (const one of edits) void outbox.add(one)
  return { outbox, cache }
}

function edit(seq: number, bytes = 2): Envelope {
  return {
    client: 7,
    seq,
    after: {},
    author: { person: null, role: null, forTeam: null },
    time: 0,
    change: `c${seq}`,
    entries: [],
    update: new Uint8Array(bytes),
  }
}
