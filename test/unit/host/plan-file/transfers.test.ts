import { expect, test } from 'vitest'
import { createTransfers } from '../../../../src/host/plan-file/transfers.ts'

/** A file on a disk that fails: what nobody waits for is told, since a rejection that nobody hears ends the host. */
test('a file that nobody asks after and that cannot be cleared away is told as a fault', async () => {
  const timers: (() => void)[] = []
  const faults: unknown[] = []
  const transfers = createTransfers<string>({
    clock: { now: () => 0, after: (_, then) => (timers.push(then), () => undefined) },
    newId: () => `file-${timers.length}`,
    end: () => Promise.reject(new Error('EIO')),
    onFault: (_, error) => void faults.push(error),
  })
  transfers.add('one')
  timers[0]?.()
  await new Promise((resolve) => setImmediate(resolve))
  expect(faults).toHaveLength(1)
  for (let i = 0; i < 9; i++) transfers.add('more')
  await new Promise((resolve) => setImmediate(resolve))
  expect(faults).toHaveLength(2)
})
