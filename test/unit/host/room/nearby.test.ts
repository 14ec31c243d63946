import { expect, test } from 'vitest'
import type { FoundRoom } from '../../../../src/host/ports/discovery.ts'
import { startTestHost, tempFolder } from '../../../support/host-in-process.ts'
import { createMemoryNetwork } from '../../../support/memory-network.ts'
import { until } from '../../../support/room-of-hosts.ts'

test('windows are told when a room of their plan is found nearby, once for each place, and when theirs is closed', async () => {
  const folder = await tempFolder()
  let found: (room: FoundRoom) => void = () => undefined
  const names: string[] = []
  const host = await startTestHost(folder.path, undefined, {
    network: createMemoryNetwork().machine('10.0.0.1'),
    discovery: {
      announce(name) {
        names.push(name)
        return () => undefined
      },
      look(tell) {
        found = tell
        return () => undefined
      },
    },
  })
  try {
    const { link } = host.connect()
    let told = 0
    link.on('nearby.changed', () => told++)
    const { id: plan } = await link.call('plans.create', { name: 'Harbour' })
    await link.call('room.open', { plan, port: null })
    // Whoever made this name has a key of the room.
    const name = names.at(-1) as string
    found({ name, addresses: ['10.0.0.9'], port: 4711 })
    found({ name, addresses: ['10.0.0.9'], port: 4711 })
    found({ name: name.replace(/^./, (letter) => (letter === 'a' ? 'b' : 'a')), addresses: ['10.0.0.8'], port: 4711 })
    await until(() => told > 0)
    expect(await link.call('room.nearby', undefined)).toEqual([{ plan, address: '10.0.0.9', port: 4711 }])
    expect(told).toBe(1)
    await link.call('room.close', { plan })
    await until(() => told === 2)
    expect(await link.call('room.nearby', undefined)).toEqual([])
  } finally {
    await host.stop()
    await folder.remove()
  }
})
