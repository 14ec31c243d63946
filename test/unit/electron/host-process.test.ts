import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createContents, createElectronDouble } from '../../support/electron-double.ts'

const electron = vi.hoisted(() => ({ current: {} as Record<string, unknown> }))
vi.mock('electron', () => ({
  get utilityProcess() {
    return electron.current['utilityProcess']
  },
  get MessageChannelMain() {
    return electron.current['MessageChannelMain']
  },
}))
const { startHostProcess } = await import('../../../electron/main/host-process.ts')

let fake: ReturnType<typeof createElectronDouble>
const onCannotStart = vi.fn()
const print = vi.fn((path: string) => Promise.resolve(new Uint8Array([path.length])))
const keychain = {
  available: vi.fn(() => true),
  lock: vi.fn((secret: Uint8Array) => secret.map((byte) => byte ^ 1)),
  unlock: vi.fn((locked: Uint8Array) => locked.map((byte) => byte ^ 1)),
}
const start = (dataFolder: string | null = null) =>
  startHostProcess({ entry: '/out/host/main.mjs', dataFolder, onCannotStart, print, keychain })
const contents = (fakeContents: ReturnType<typeof createContents>) => fakeContents as never

beforeEach(() => {
  fake = createElectronDouble()
  electron.current = fake.double
  vi.useFakeTimers()
  vi.clearAllMocks()
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

test('a window and the host get the two ends of one channel', () => {
  const window = createContents()
  start().connect(contents(window))
  const host = fake.forked[0]
  expect(host?.postMessage).toHaveBeenCalledWith({ type: 'window', id: window.id }, [{ side: 1 }])
  expect(window.postMessage).toHaveBeenCalledWith('ordinal:port', null, [{ side: 2 }])
})

test('the data folder that the shell was told goes to the host', () => {
  start('/plans')
  expect(fake.forked[0]?.args).toEqual(['--data', '/plans'])
})

test('a host that dies is started again and every window gets a new port', () => {
  const window = createContents()
  start().connect(contents(window))
  fake.forked[0]?.emit('exit', 1)
  vi.advanceTimersByTime(1_000)
  expect(fake.forked).toHaveLength(2)
  expect(window.postMessage).toHaveBeenCalledTimes(2)
  expect(fake.forked[1]?.postMessage).toHaveBeenCalledWith({ type: 'window', id: window.id }, [{ side: 1 }])
})

test('a host that dies again and again is started with ever longer pauses, ten seconds at most', () => {
  start()
  for (let turn = 0; turn < 10; turn += 1) {
    fake.forked.at(-1)?.emit('exit', 1)
    vi.advanceTimersByTime(10_000)
  }
  expect(fake.forked).toHaveLength(11)
  fake.forked.at(-1)?.emit('exit', 1)
  vi.advanceTimersByTime(9_000)
  expect(fake.forked).toHaveLength(11)
})

test('a window that closed gets no port of a later host', () => {
  const window = createContents()
  start().connect(contents(window))
  window.emit('destroyed')
  fake.forked[0]?.emit('exit', 1)
  vi.advanceTimersByTime(10_000)
  expect(window.postMessage).toHaveBeenCalledTimes(1)
})

test('a host that cannot start is reported and not started again', () => {
  start()
  fake.forked[0]?.emit('message', { type: 'cannot-start', message: 'Process 7 has this folder.' })
  fake.forked[0]?.emit('exit', 1)
  vi.advanceTimersByTime(60_000)
  expect(onCannotStart).toHaveBeenCalledWith('Process 7 has this folder.')
  expect(fake.forked).toHaveLength(1)
})

test('a page is printed for the host, and a failure goes back as a sentence', async () => {
  start()
  const host = fake.forked[0]
  host?.emit('message', { type: 'print', id: 4, path: '#/p/x/print' })
  await vi.waitFor(() =>
    expect(host?.postMessage).toHaveBeenCalledWith({
      type: 'printed',
      id: 4,
      bytes: new Uint8Array([11]),
      message: '',
    }),
  )
  print.mockRejectedValueOnce(new Error('The page was not ready.'))
  host?.emit('message', { type: 'print', id: 5, path: '#/p/x/print' })
  await vi.waitFor(() =>
    expect(host?.postMessage).toHaveBeenCalledWith({
      type: 'printed',
      id: 5,
      bytes: null,
      message: 'The page was not ready.',
    }),
  )
})

test('what the host says out of turn is ignored', () => {
  start()
  fake.forked[0]?.emit('message', { type: 'run', command: 'rm' })
  fake.forked[0]?.emit('message', null)
  expect(print).not.toHaveBeenCalled()
})

test('leaving waits for the host to flush, and ends a host that takes longer than ten seconds', async () => {
  const host = start()
  const left = host.stop()
  expect(fake.forked[0]?.postMessage).toHaveBeenCalledWith({ type: 'quit' })
  vi.advanceTimersByTime(10_000)
  expect(fake.forked[0]?.kill).toHaveBeenCalled()
  fake.forked[0]?.emit('exit', 0)
  await left
  vi.advanceTimersByTime(60_000)
  expect(fake.forked).toHaveLength(1)
})

test('the host reaches the keychain through the shell, and is told where there is none', () => {
  start()
  const host = fake.forked[0]
  const ask = (message: object): unknown => {
    host?.postMessage.mockClear()
    host?.emit('message', { type: 'keychain', id: 7, bytes: null, ...message })
    return host?.postMessage.mock.calls[0]?.[0]
  }
  const answer = { type: 'keychain', id: 7, available: true, bytes: null }
  expect(ask({ ask: 'available' })).toEqual(answer)
  expect(ask({ ask: 'lock', bytes: new Uint8Array([2]) })).toEqual({ ...answer, bytes: new Uint8Array([3]) })
  expect(ask({ ask: 'unlock', bytes: new Uint8Array([3]) })).toEqual({ ...answer, bytes: new Uint8Array([2]) })
  expect(ask({ ask: 'lock', bytes: 'a secret' })).toBeUndefined()
  expect(ask({ ask: 'anything' })).toBeUndefined()
  keychain.unlock.mockImplementationOnce(() => {
    throw new Error('locked screen')
  })
  expect(ask({ ask: 'unlock', bytes: new Uint8Array([3]) })).toEqual(answer)
  keychain.available.mockReturnValueOnce(false)
  expect(ask({ ask: 'lock', bytes: new Uint8Array([2]) })).toEqual({ ...answer, available: false })
})

test('a host that died gets back what opens its folder; windows that it sent away get new ports', () => {
  const window = createContents()
  start().connect(contents(window))
  fake.forked[0]?.emit('message', { type: 'held', bytes: new Uint8Array([9]) })
  fake.forked[0]?.emit('message', { type: 'windows-away' })
  expect(window.postMessage).toHaveBeenCalledTimes(2)
  fake.forked[0]?.emit('exit', 1)
  vi.advanceTimersByTime(1_000)
  fake.forked[1]?.emit('message', { type: 'keychain', id: 1, ask: 'held', bytes: null })
  expect(fake.forked[1]?.postMessage).toHaveBeenLastCalledWith({
    type: 'keychain',
    id: 1,
    available: false,
    bytes: new Uint8Array([9]),
  })
})
