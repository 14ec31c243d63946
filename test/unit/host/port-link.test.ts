import { MessageChannel } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { connectPorts } from '../../../src/browser/port-link.ts'

test('a window learns at once that its host is gone, and goes on with the next port', async () => {
  const place = Object.assign(new EventTarget(), {
    postMessage: () => undefined,
    location: { origin: 'app://ordinal' },
  }) as unknown as Window
  const give = (): MessageChannel => {
    const channel = new MessageChannel()
    channel.port1.on('message', (call: { id: number }) =>
      channel.port1.postMessage({ is: 'answer', id: call.id, value: 'here' }),
    )
    place.dispatchEvent(
      Object.assign(new Event('message'), { source: place, data: { is: 'ordinal-host-port' }, ports: [channel.port2] }),
    )
    return channel
  }
  const connecting = connectPorts(place)
  const first = give()
  const link = await connecting
  const states: boolean[] = []
  link.onState((up) => states.push(up))
  expect(await link.call('host.freshUrl', undefined)).toBe('here')
  first.port1.removeAllListeners('message')
  const unanswered = expect(link.call('host.freshUrl', undefined)).rejects.toMatchObject({ type: 'away' })
  first.port1.close()
  await unanswered
  expect(states).toEqual([true, false])
  const second = give()
  expect(await link.call('host.freshUrl', undefined)).toBe('here')
  expect(states).toEqual([true, false, true])
  second.port1.close()
})
