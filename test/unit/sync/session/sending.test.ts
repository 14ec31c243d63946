import { expect, test } from 'vitest'
import type { Missing } from '../../../../src/sync/ledger.ts'
import { createSending } from '../../../../src/sync/session/sending.ts'

/** A sender whose lines hold records without end, two of them a batch; what it reads is noted as "client/seq". */
function scene() {
  const sent: string[][] = []
  const sending = createSending({
    read: async (wanted, from) => {
      const all = wanted.flatMap(({ client, from, to }) =>
        Array.from({ length: to - from + 1 }, (_, i) => `${client}/${from + i}`),
      )
      const records = all.slice(from, from + 2).map((name) => new TextEncoder().encode(name))
      return { records, next: from + 2 < all.length ? from + 2 : null }
    },
    send: (_, records) => void sent.push(records.map((bytes) => new TextDecoder().decode(bytes))),
    now: () => 0,
    onFault: (error) => {
      throw error
    },
  })
  const run = (client: number, from: number, to: number): Missing => ({ client, from, to })
  /** Answers all that comes. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) {
      await Promise.resolve()
      sending.got(sent.length)
    }
  }
  return { sending, sent, run, settle }
}

test('what is on its way is not sent twice when the other says once more that it lacks it', async () => {
  const { sending, sent, run, settle } = scene()
  sending.owe([run(1, 1, 5)])
  await Promise.resolve()
  sending.owe([run(1, 1, 5)])
  sending.owe([run(1, 2, 5)])
  await settle()
  sending.owe([])
  expect(sent.flat()).toEqual(['1/1', '1/2', '1/3', '1/4', '1/5'])
})

test('what is new beside it is sent', async () => {
  const { sending, sent, run, settle } = scene()
  sending.owe([run(1, 3, 4)])
  await Promise.resolve()
  sending.owe([run(1, 3, 6), run(2, 1, 1)])
  sending.owe([run(1, 1, 4)])
  await settle()
  expect(new Set(sent.flat())).toEqual(new Set(['1/1', '1/2', '1/3', '1/4', '1/5', '1/6', '2/1']))
})

test('what was answered and is lacked all the same is sent again: the other lost it', async () => {
  const { sending, sent, run, settle } = scene()
  sending.owe([run(1, 1, 2)])
  await settle()
  expect(sending.isBusy()).toBe(false)
  sending.owe([run(1, 1, 2)])
  await settle()
  expect(sent).toEqual([
    ['1/1', '1/2'],
    ['1/1', '1/2'],
  ])
})

test('a few batches go ahead of the answers and no more', async () => {
  const { sending, sent, run } = scene()
  sending.owe([run(1, 1, 100)])
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
  expect(sent).toHaveLength(2)
  sending.got(1)
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
  expect(sent).toHaveLength(3)
})
