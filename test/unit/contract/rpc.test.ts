import { expect, test } from 'vitest'
import { CallFailed, HOST_CALLS, type HostHandlers } from '../../../src/contract/calls.ts'
import { answerCalls, createCaller } from '../../../src/contract/rpc.ts'
import { decodeWire, encodeWire, type Channel } from '../../../src/contract/wire.ts'

test('bytes, numbers and nothing come through the wire as they were', () => {
  const message = {
    is: 'call',
    id: 7,
    name: 'x',
    args: {
      bytes: new Uint8Array([0, 255]),
      none: null,
      missing: undefined,
      time: 1_763_000_000_123,
      half: 0.5,
      list: ['ä', true],
    },
  }
  expect(decodeWire(encodeWire(message))).toEqual(message)
})

test('a call is answered, a failure keeps its type and its sentence, a fault says nothing of the inside', async () => {
  const faults: string[] = []
  const { ask } = pair(
    {
      'plans.list': async () => [],
      'plans.remove': async () => {
        throw new CallFailed('in-use', 'This plan is open.')
      },
      'plans.sample': async () => {
        throw new TypeError('secret path /home/somebody')
      },
    },
    (name) => faults.push(name),
  )
  await expect(ask('plans.list', undefined)).resolves.toEqual([])
  await expect(ask('plans.remove', { plan: 'p' })).rejects.toMatchObject({
    type: 'in-use',
    message: 'This plan is open.',
  })
  const fault = await ask('plans.sample', undefined).catch((error: CallFailed) => error)
  expect(fault).toBeInstanceOf(CallFailed)
  expect((fault as CallFailed).message).not.toContain('secret')
  expect(faults).toEqual(['plans.sample'])
})

test('an argument that does not parse never reaches its handler', async () => {
  let reached = 0
  const { ask } = pair({
    'plans.rename': async () => {
      reached++
      throw new Error('reached')
    },
  })
  for (const args of [
    undefined,
    {},
    { plan: '', name: 'x' },
    { plan: 'p', name: '   ' },
    { plan: 'p'.repeat(65), name: 'x' },
    { plan: 'p', name: { toString: 'x' } },
  ]) {
    await expect(ask('plans.rename', args), JSON.stringify(args)).rejects.toMatchObject({ type: 'bad-argument' })
  }
  expect(reached).toBe(0)
})

test('what is no call of the contract is refused by name, and names of objects are no calls', async () => {
  const { ask } = pair({})
  for (const name of ['plans.burn', 'toString', '__proto__', 'constructor']) {
    await expect(ask(name, undefined), name).rejects.toMatchObject({ type: 'unknown-call' })
  }
})

test('what is no message closes the channel', () => {
  for (const noise of [null, 7, 'call', { is: 'call' }, { is: 'call', id: 'x', name: 'plans.list', args: null }]) {
    const { host, closed } = pair({})
    host(noise)
    expect(closed(), JSON.stringify(noise)).toBe(true)
  }
})

test('calls that were under way when the channel ended reject as away', async () => {
  const { ask, end } = pair({ 'plans.list': () => new Promise(() => undefined) })
  const call = ask('plans.list', undefined)
  end()
  await expect(call).rejects.toMatchObject({ type: 'away' })
})

test('every call of the contract has a schema for its argument', () => {
  for (const [name, call] of Object.entries(HOST_CALLS)) expect(call.args, name).toHaveProperty('~standard')
})

function pair(handlers: Partial<HostHandlers<null>>, onFault: (name: string) => void = () => undefined) {
  let toHost: (message: unknown) => void = () => undefined
  let toWindow: (message: unknown) => void = () => undefined
  const closers: (() => void)[] = []
  let closed = false
  const end = (): void => {
    closed = true
    closers.forEach((handler) => handler())
  }
  const window: Channel = {
    send: (m) => queueMicrotask(() => toHost(m)),
    onMessage: (h) => {
      toWindow = h
    },
    onClose: (h) => {
      closers.push(h)
    },
    close: end,
  }
  const host: Channel = {
    send: (m) => queueMicrotask(() => toWindow(m)),
    onMessage: (h) => {
      toHost = h
    },
    onClose: () => undefined,
    close: end,
  }
  answerCalls(host, null, handlers as HostHandlers<null>, onFault)
  return {
    ask: createCaller(window, () => undefined),
    end,
    host: (message: unknown) => toHost(message),
    closed: () => closed,
  }
}
