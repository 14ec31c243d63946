import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLink } from '../../src/browser/socket-link.ts'
import type { WindowCache } from '../../src/browser/window-cache.ts'
import { openWindowPlan, type LostDocument, type WindowPlan } from '../../src/browser/window-plan.ts'
import { runCommand, type Command } from '../../src/commands/command.ts'
import type { HostLink } from '../../src/contract/calls.ts'
import type { Channel, WireMessage } from '../../src/contract/wire.ts'
import { decodeWire, encodeWire } from '../../src/contract/wire.ts'
import { createPlan, type Plan } from '../../src/doc/plan.ts'
import type { Files } from '../../src/host/ports/files.ts'
import { startHost, type HostOptions, type RunningHost } from '../../src/host/start-host.ts'
import type { Author, Envelope } from '../../src/model/envelope.ts'
import type { Failure } from '../../src/model/result.ts'

export const PRODUCT_OWNER: Author = { person: 'po1', role: 'po', forTeam: null }

export interface TestHost {
  readonly folder: string
  readonly running: RunningHost
  readonly faults: string[]
  connect(): { link: HostLink; attach: (channel: Channel) => void; end: () => void }
  /** A window that is there already gets a channel to this host. */
  welcome(attach: (channel: Channel) => void): void
  window(
    plan: string,
    options?: { cache?: WindowCache; tab?: Storage; locks?: LockManager; lost?: LostDocument | null },
  ): Promise<TestWindow>
  /** Leaves in order. */
  stop(): Promise<void>
}

export interface TestWindow {
  readonly window: WindowPlan
  readonly plan: Plan
  readonly link: HostLink
  run<Args, F extends Failure, Value>(
    command: Command<Args, F, Value>,
    args: Args,
    author?: Author,
  ): { change: string; value: Value }
  titles(): string[]
  /** What it had to leave for the next window to give back. */
  left(): LostDocument | null
  /** What was given back: `3, 0 left`. */
  readonly gaveBack: string[]
  /** The host died and another one took its place: the window meets that one. */
  moveTo(host: TestHost): void
  /** The window dies: nothing is flushed, the channel just ends. */
  die(): void
}

export async function tempFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'ordinal-host-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** The real host on a real folder, in this process; windows talk to it over channels that carry bytes. */
export async function startTestHost(
  folder: string,
  files?: Files,
  more: Partial<HostOptions> = {},
  /** Several hosts that share a plan need one each, or they would make the same ids. */
  seed = 1,
): Promise<TestHost> {
  const changes = seed === 1 ? 'change' : `change-${seed}`
  const faults: string[] = []
  const started = await startHost({
    dataFolder: folder,
    shell: 'browser',
    pages: folder,
    workers: { snapshot: null, import: null, history: null },
    ...(files === undefined ? {} : { files }),
    samplePlan: fileURLToPath(new URL('../../resources/sample-plan.json', import.meta.url)),
    onFault: (what, error) => faults.push(`${what}: ${String(error)}`),
    ...more,
  })
  if (!started.ok) throw new Error(started.error.message)
  const running = started.value
  let ids = 0
  let state = seed
  const random = (): number => ((state = (state * 48271) % 2147483647) - 1) / 2147483646

  const connect: TestHost['connect'] = () => {
    const { link, attach, detach } = createLink()
    const [here, there] = byteChannels()
    running.hub.welcome(there, 'window')
    attach(here)
    return {
      link,
      attach,
      end: () => {
        detach()
        here.close()
      },
    }
  }
  return {
    folder,
    running,
    faults,
    connect,
    welcome(attach) {
      const [here, there] = byteChannels()
      running.hub.welcome(there, 'window')
      attach(here)
    },
    async window(planId, options = {}) {
      const { link, end, attach } = connect()
      let left: LostDocument | null = null
      const gaveBack: string[] = []
      const window = await openWindowPlan({
        link,
        plan: planId,
        cache: options.cache ?? memoryCache(),
        now: () => 1_700_000_000_000 + ids,
        tab: options.tab ?? memoryStorage(),
        locks: options.locks,
        onBroken: (lost) => {
          left = lost
          faults.push('window broken')
        },
        lost: options.lost ?? null,
        onGaveBack: (count, others) => gaveBack.push(`${count}, ${others} left`),
        onRefused: (why) => faults.push(`refused: ${why}`),
      })
      const plan = createPlan(window.doc)
      return {
        window,
        plan,
        link,
        run(command, args, author = PRODUCT_OWNER) {
          const done = runCommand(
            {
              plan,
              writer: window.writer,
              now: () => 1_700_000_000_000 + ids,
              random,
              newChange: () => `${changes}-${++ids}`,
            },
            author,
            command,
            args,
          )
          if (!done.ok) throw new Error(done.error.message)
          return done.value
        },
        titles: () =>
          plan.order.ids
            .map((id) => plan.row('items', id))
            .filter((item) => item?.deleted === null)
            .map((item) => item?.title ?? ''),
        left: () => left,
        gaveBack,
        moveTo(host) {
          end()
          host.welcome(attach)
        },
        die: end,
      }
    },
    stop: () => running.shutDown(),
  }
}

/** A cache in memory that outlives its window, as a browser's database does. */
export function memoryCache(): WindowCache & { readonly outbox: Map<string, Envelope> } {
  const outbox = new Map<string, Envelope>()
  const rows = new Map<string, unknown>()
  let marks = {}
  return {
    outbox,
    works: true,
    keep: async (plan, envelope) =>
      void outbox.set(`${plan}/${envelope.client}/${envelope.seq}`, structuredClone(envelope)),
    drop: async (plan, saved) => saved.forEach((one) => outbox.delete(`${plan}/${one.client}/${one.seq}`)),
    undelivered: async (plan) =>
      [...outbox]
        .filter(([key]) => key.startsWith(`${plan}/`))
        .map(([, envelope]) => envelope)
        .sort((a, b) => a.client - b.client || a.seq - b.seq),
    paintRows: async (plan) => rows.get(plan) ?? null,
    setPaintRows: async (plan, saved) => void rows.set(plan, saved),
    acknowledged: async () => marks,
    setAcknowledged: async (_, vector) => {
      marks = vector
    },
  }
}

export function memoryStorage(): Storage {
  const map = new Map<string, string>()
  return {
    get length() {
      return map.size
    },
    clear: () => map.clear(),
    getItem: (key) => map.get(key) ?? null,
    key: (i) => [...map.keys()][i] ?? null,
    removeItem: (key) => void map.delete(key),
    setItem: (key, value) => void map.set(key, value),
  }
}

/** Two ends that carry bytes, one message a turn, as a socket does. */
function byteChannels(): [Channel, Channel] {
  let open = true
  const ends = [
    { handlers: [] as ((m: unknown) => void)[], closers: [] as (() => void)[] },
    { handlers: [] as ((m: unknown) => void)[], closers: [] as (() => void)[] },
  ] as const
  const end = (mine: 0 | 1): Channel => ({
    send(message: WireMessage) {
      const bytes = encodeWire(message)
      setImmediate(() => {
        if (open) ends[mine === 0 ? 1 : 0].handlers.forEach((handler) => handler(decodeWire(bytes)))
      })
    },
    onMessage: (handler) => void ends[mine].handlers.push(handler),
    onClose: (handler) => void ends[mine].closers.push(handler),
    close() {
      if (!open) return
      open = false
      for (const one of ends) one.closers.forEach((closer) => closer())
    },
  })
  return [end(0), end(1)]
}
