import { createLink } from '../../src/browser/socket-link.ts'
import { openWindowPlan, type LostDocument, type WindowPlan } from '../../src/browser/window-plan.ts'
import { runCommand, type Command } from '../../src/commands/command.ts'
import type { CallArgs, HostLink } from '../../src/contract/calls.ts'
import type { PushAnswer } from '../../src/contract/plan-messages.ts'
import { decodeWire, encodeWire, type Channel, type WireMessage } from '../../src/contract/wire.ts'
import { createPlan, type Plan } from '../../src/doc/plan.ts'
import type { Envelope } from '../../src/model/envelope.ts'
import type { Failure } from '../../src/model/result.ts'
import { memoryStorage, PRODUCT_OWNER } from '../support/host-in-process.ts'
import type { SimulatedBrowser } from './simulated-browser.ts'

export interface WindowParts {
  readonly plan: string
  readonly browser: SimulatedBrowser
  readonly random: () => number
  readonly newChange: () => string
  readonly now: () => number
  /** The host said that these are on disk. */
  readonly onSaved: (envelope: Envelope) => void
  readonly onRefused: (why: string) => void
  /** The window throws its document away and opens the plan anew, as a page does. */
  readonly onAnew: () => void
}

/** A real window without a page. Its channel to the host comes and goes; it lives until it is closed or crashes. */
export class SimulatedWindow {
  readonly parts: WindowParts
  readonly tab = memoryStorage()
  private readonly road = createLink()
  private channel: Channel | null = null
  private opened: { window: WindowPlan; plan: Plan } | null = null
  opening: Promise<void> | null = null
  /** What the opening before this one had to leave. */
  private lost: LostDocument | null = null
  gone = false
  changes: string[] = []

  constructor(parts: WindowParts) {
    this.parts = parts
  }

  get ready(): { window: WindowPlan; plan: Plan } | null {
    return this.opened
  }

  get link(): HostLink {
    return this.road.link
  }

  /** The host is there: a new channel. The first one opens the plan, later ones are met by the window itself. */
  attach(welcome: (channel: Channel) => void): void {
    const [here, there] = byteChannels()
    welcome(there)
    this.channel = here
    this.road.attach(here)
    if (this.opened === null && this.opening === null) this.opening = this.open()
  }

  private openAnew(): void {
    const old = this.opened
    this.opened = null
    old?.window.close()
    this.parts.browser.release(this)
    if (this.channel !== null && this.opening === null && !this.gone) this.opening = this.open()
  }

  /** The person asks to open the plan again. */
  again(): void {
    if (this.channel !== null && this.opening === null) this.opening = this.open()
  }

  detach(): void {
    this.road.detach()
    this.channel?.close()
    this.channel = null
  }

  private async open(): Promise<void> {
    const { parts } = this
    try {
      const window = await openWindowPlan({
        link: { ...this.link, call: (name: string, args: unknown) => this.watched(name, args) } as HostLink,
        plan: parts.plan,
        cache: parts.browser.cache,
        now: parts.now,
        tab: this.tab,
        locks: parts.browser.locksOf(this),
        lost: this.lost,
        onGaveBack: () => (this.lost = null),
        onBroken: (lost) => {
          this.lost = lost
          parts.onAnew()
          this.openAnew()
        },
        onRefused: parts.onRefused,
      })
      if (this.gone) return window.close()
      this.opened = { window, plan: createPlan(window.doc) }
    } catch {
      // As a page does: it says what happened and tries again when asked; here with the next channel.
      this.opened = null
    } finally {
      this.opening = null
    }
  }

  private async watched(name: string, args: unknown): Promise<unknown> {
    const answer: unknown = await this.link.call(name as 'plan.push', args as CallArgs<'plan.push'>)
    if (name === 'plan.push') {
      const { envelopes } = args as CallArgs<'plan.push'>
      for (const { client, seq } of (answer as PushAnswer).saved) {
        const envelope = envelopes.find((one) => one.client === client && one.seq === seq)
        if (envelope !== undefined) this.parts.onSaved(envelope)
      }
    }
    return answer
  }

  /** Null where nothing may be done to this plan just now; never a fault. */
  run<Args, F extends Failure, Value>(command: Command<Args, F, Value>, args: Args): string | null {
    if (this.opened === null || this.opened.window.readOnly !== null) return null
    const { window, plan } = this.opened
    const { now, random, newChange } = this.parts
    const done = runCommand({ plan, writer: window.writer, now, random, newChange }, PRODUCT_OWNER, command, args)
    if (!done.ok || done.value.change === '') return null
    this.changes.push(done.value.change)
    return done.value.change
  }

  type(item: string, text: string): boolean {
    if (this.opened === null || this.opened.window.readOnly !== null) return false
    const { window, plan } = this.opened
    const into = plan.text('items', item, 'description')
    if (into === undefined) return false
    window.writer.typing({
      author: PRODUCT_OWNER,
      change: this.parts.newChange(),
      entry: { name: 'item.describe', record: `items/${item}`, field: 'description', from: null, to: null, why: '' },
    })
    window.doc.transact(() => into.insert(Math.min(3, into.length), text), 'editor')
    return true
  }

  /** The person closes it. */
  close(): void {
    this.gone = true
    this.opened?.window.close()
  }

  /** It dies without a word; its cache stays. */
  crash(): void {
    this.gone = true
    this.detach()
    this.parts.browser.release(this)
  }
}

/** Two ends that carry bytes in order, never in the sender's own turn. What was sent before a close may still arrive. */
function byteChannels(): [Channel, Channel] {
  let open = true
  const ends = [0, 1].map(() => ({
    handlers: [] as ((message: unknown) => void)[],
    closers: [] as (() => void)[],
  })) as [End, End]
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

interface End {
  readonly handlers: ((message: unknown) => void)[]
  readonly closers: (() => void)[]
}
