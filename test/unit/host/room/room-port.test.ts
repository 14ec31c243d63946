import { expect, test } from 'vitest'
import type { Network } from '../../../../src/host/ports/network.ts'
import { createRoomPort } from '../../../../src/host/room/room-port.ts'
import { fail, ok } from '../../../../src/model/result.ts'

/** A network that takes its time to begin and to end listening. */
function slowNetwork() {
  const open = new Set<number>()
  const steps: (() => void)[] = []
  const step = (): Promise<void> => new Promise((resolve) => steps.push(resolve))
  const network: Network = {
    async listen(port) {
      await step()
      if (open.has(port)) throw new Error(`${port} is open already`)
      open.add(port)
      return ok({
        port,
        close: async () => {
          await step()
          // Ending takes longer than beginning.
          await step()
          open.delete(port)
        },
      })
    },
    lookup: async () => [],
    dial: async () => null,
    places: () => [],
    onPlacesChanged: () => () => undefined,
  }
  const port = createRoomPort({
    network,
    discovery: null,
    page: async () => null,
    onPipe: () => undefined,
    onFound: () => undefined,
    onMoved: () => undefined,
  })
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setImmediate(resolve))
      steps.shift()?.()
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { port, open, settle }
}

test('a host that ends while it begins to listen listens no more', async () => {
  const { port, open, settle } = slowNetwork()
  const opened = port.open(5000).catch(() => undefined)
  await new Promise((resolve) => setImmediate(resolve))
  const ended = port.end()
  await settle()
  await Promise.all([opened, ended])
  expect([...open]).toEqual([])
  await expect(port.open(5000)).rejects.toThrow()
})

test('the port of before is taken if it is free, another one if it is not, and a port that was asked for or none', async () => {
  const taken = new Set([5_000, 47_600])
  const network: Network = {
    listen: async (port) =>
      taken.has(port)
        ? fail({ type: 'port-taken', message: `${port} is taken` })
        : ok({ port, close: async () => undefined }),
    lookup: async () => [],
    dial: async () => null,
    places: () => [],
    onPlacesChanged: () => () => undefined,
  }
  const [page, nothing] = [async () => null, () => undefined]
  const opened = async (wanted: number | null, before: number | null): Promise<number | null> => {
    const port = createRoomPort({
      network,
      discovery: null,
      page,
      onPipe: nothing,
      onFound: nothing,
      onMoved: nothing,
    })
    await port.open(wanted, before)
    return port.number()
  }
  expect(await opened(null, 5_001)).toBe(5_001)
  expect(await opened(null, 5_000)).toBe(47_601)
  expect(await opened(5_002, 5_001)).toBe(5_002)
  await expect(opened(5_000, 5_001)).rejects.toThrow('5000 is taken')
})

test('the same port is opened again only once it is free', async () => {
  const { port, open, settle } = slowNetwork()
  const opened = port.open(5000)
  await settle()
  await opened
  port.close()
  const again = port.open(5000)
  await settle()
  await again
  expect(port.number()).toBe(5000)
  expect([...open]).toEqual([5000])
})
