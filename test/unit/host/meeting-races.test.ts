import { afterEach, expect, test, vi } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { runCommand } from '../../../src/commands/command.ts'
import { openWindowPlan, type WindowPlan } from '../../../src/browser/window-plan.ts'
import type { HostLink } from '../../../src/contract/calls.ts'
import { createPlan } from '../../../src/doc/plan.ts'
import { createMemoryFiles, type MemoryFiles } from '../../../src/host/ports/memory-files.ts'
import {
  PRODUCT_OWNER,
  memoryCache,
  memoryStorage,
  startTestHost,
  type TestHost,
} from '../../support/host-in-process.ts'

let files: MemoryFiles
let host: TestHost
let plan = ''

async function start(): Promise<void> {
  files = createMemoryFiles()
  host = await startTestHost('/data', files)
  plan = (await host.connect().link.call('plans.create', { name: 'Harbour' })).id
}
afterEach(() => host.stop())

test('an edit made while another window opens is in that window', async () => {
  await start()
  const a = await host.window(plan)
  const slow = {
    ...memoryCache(),
    acknowledged: async () => {
      await pause(60)
      return {}
    },
  }
  const opening = host.window(plan, { cache: slow })
  // The slow cache answers once before the host is asked and once after it answered.
  await pause(90)
  a.run(createItem, { title: 'Meanwhile', at: 'top' })
  await a.window.delivered()
  const b = await opening
  await pause(30)
  expect(b.titles()).toEqual(['Meanwhile'])
})

test('an edit made while the window meets its host again is no loss', async () => {
  await start()
  const a = await connected()
  a.run('Before')
  await a.window.delivered()
  a.away()
  // It asks twice: what the host lost of its line, and what it missed.
  let asked = 0
  a.back({
    answering: async (name) => {
      if (name === 'plan.open') a.run(`During the meeting ${++asked}`)
    },
  })
  await vi.waitFor(() => {
    expect(asked).toBe(2)
    expect(a.window.saving()).toMatchObject({ state: 'saved', message: '' })
  }, 5_000)
  expect((await host.window(plan)).titles()).toEqual(['Before', 'During the meeting 1', 'During the meeting 2'])
})

test('two windows open a plan that can only be read', async () => {
  await start()
  const end = files.fault({ on: ['write', 'open', 'rename'], path: /leases/, code: 'EROFS' })
  const locks = testLocks()
  const first = await connected({ locks })
  expect(first.window.readOnly).toMatch(/EROFS/)
  const second = await Promise.race([connected({ locks }), pause(1_000).then(() => null)])
  expect(second?.window.readOnly).toMatch(/EROFS/)
  end()
})

test('a window whose edits are not taken says why instead of saving for ever', async () => {
  await start()
  const a = await connected()
  a.answering = async (name) => {
    if (name === 'plan.push') throw new Error('Part of this plan could not be read.')
  }
  a.run('Not taken')
  await pause(30)
  expect(a.window.saving()).toMatchObject({
    state: 'not-saved',
    pending: 1,
    message: 'Part of this plan could not be read.',
  })
  a.answering = null
  await a.window.delivered()
  expect(a.window.saving()).toMatchObject({ state: 'saved' })
})

test('a window that gets no line when it meets a new host keeps its edits until it does', async () => {
  await start()
  const a = await connected()
  a.run('Before')
  await a.window.delivered()
  a.away()
  await host.stop()
  host = await startTestHost('/data', files)
  const end = files.fault({ on: ['write', 'open', 'rename'], path: /leases/, code: 'EROFS' })
  a.to(host.connect().link)
  a.back()
  await pause(50)
  a.run('While there was none')
  await pause(50)
  expect(a.window.saving()).toMatchObject({
    state: 'not-saved',
    pending: 1,
    message: expect.stringMatching(/EROFS/) as string,
  })
  end()
  await a.window.delivered()
  expect(host.faults).toEqual([])
  expect((await host.window(plan)).titles()).toEqual(['Before', 'While there was none'])
})

test('a plan that was left while the host was away gets its last edits when the host is back', async () => {
  await start()
  const a = await connected()
  a.away()
  a.run('Last words')
  a.window.close()
  await pause(20)
  a.back()
  await pause(1_500)
  expect((await host.window(plan)).titles()).toEqual(['Last words'])
})

test('a plan that was left between two meetings that failed gets its last edits once the host takes them', async () => {
  await start()
  const a = await connected()
  a.away()
  a.run('Last words')
  a.back({
    answering: async (name) => {
      if (name === 'plan.push') throw new Error('Not now.')
    },
  })
  await vi.waitFor(() => expect(a.window.saving()).toMatchObject({ reason: 'refusing' }))
  a.window.close()
  await pause(700)
  a.answering = null
  await a.window.delivered()
  expect((await host.window(plan)).titles()).toEqual(['Last words'])
})

test('a plan that was left and opened again in one window hears the others, though its last edits came late', async () => {
  await start()
  const a = await connected()
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  a.answering = async (name) => {
    if (name === 'plan.push') await held
  }
  a.run('Late')
  a.window.close()
  a.answering = async () => undefined
  const again = await connected({ link: a.link })
  release()
  await a.window.delivered()
  await pause(30)
  const other = await host.window(plan)
  other.run(createItem, { title: 'Of another', at: 'bottom' })
  await other.window.delivered()
  await pause(30)
  expect(again.titles()).toEqual(['Late', 'Of another'])
})

test('edits that cannot be delivered yet keep nobody from opening the plan', async () => {
  await start()
  const cache = memoryCache()
  const a = await host.window(plan, { cache })
  a.die()
  a.run(createItem, { title: 'Only in the cache', at: 'bottom' })
  await pause(10)
  const b = await connected({
    cache,
    answering: async (name) => {
      if (name === 'plan.push') throw new Error('read-only')
    },
  })
  expect(b.titles()).toEqual([])
  expect(cache.outbox.size).toBe(1)
})

/** A window over a link that the test can cut, hold and make fail. */
async function connected(
  options: {
    locks?: LockManager
    link?: HostLink
    cache?: ReturnType<typeof memoryCache>
    answering?: (name: string) => Promise<void>
  } = {},
) {
  const state = {
    answering: (options.answering ?? null) as ((name: string) => Promise<void>) | null,
    up: true,
    watchers: new Set<(up: boolean) => void>(),
  }
  let real = options.link ?? host.connect().link
  const link = {
    async call(name: string, args: unknown) {
      if (!state.up)
        throw Object.assign(new (await import('../../../src/contract/calls.ts')).CallFailed('away', 'away'))
      const before = name === 'plan.push' ? state.answering?.(name) : undefined
      await before
      const answer = await real.call(name as never, args as never)
      if (name !== 'plan.push') await state.answering?.(name)
      return answer
    },
    on: real.on,
    onState(handler: (up: boolean) => void) {
      state.watchers.add(handler)
      handler(state.up)
      return () => state.watchers.delete(handler)
    },
  } as unknown as HostLink
  const window: WindowPlan = await openWindowPlan({
    link,
    plan,
    cache: options.cache ?? memoryCache(),
    now: Date.now,
    tab: memoryStorage(),
    locks: options.locks,
    onBroken: () => host.faults.push('window broken'),
    onRefused: (why) => host.faults.push(why),
  })
  const rows = createPlan(window.doc)
  let n = 0
  return {
    window,
    link,
    set answering(act: ((name: string) => Promise<void>) | null) {
      state.answering = act
    },
    titles: (): string[] => rows.order.ids.map((id) => rows.row('items', id)?.title ?? ''),
    run(title: string): void {
      const done = runCommand(
        { plan: rows, writer: window.writer, now: Date.now, random: Math.random, newChange: () => `c${++n}` },
        PRODUCT_OWNER,
        createItem,
        { title, at: 'bottom' },
      )
      if (!done.ok) throw new Error(done.error.message)
    },
    to(link: HostLink): void {
      real = link
    },
    away() {
      state.up = false
      state.watchers.forEach((watch) => watch(false))
    },
    back(how: { answering?: (name: string) => Promise<void> } = {}) {
      state.answering = how.answering ?? null
      state.up = true
      state.watchers.forEach((watch) => watch(true))
    },
  }
}

function testLocks(): LockManager {
  const held = new Set<string>()
  const waiting: { name: string; go: () => void }[] = []
  const request = async (name: string, first: unknown, second?: unknown): Promise<unknown> => {
    const act = (second ?? first) as (lock: unknown) => unknown
    if (second !== undefined && held.has(name)) return act(null)
    if (held.has(name)) await new Promise<void>((go) => waiting.push({ name, go }))
    held.add(name)
    try {
      return await act({ name })
    } finally {
      held.delete(name)
      waiting
        .splice(
          waiting.findIndex((one) => one.name === name),
          1,
        )[0]
        ?.go()
    }
  }
  return { request } as unknown as LockManager
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
