import type { PushAnswer } from '../contract/plan-messages.ts'
import type { Envelope } from '../model/envelope.ts'
import type { HandOver } from './hand-over.ts'
import { isAway, wordsOf } from './plan-host.ts'
import type { WindowState } from './window-state.ts'

/** After a host that is there did not take what was sent. */
const TRY_AGAIN_MS = 1_000

/** Sends what is in the outbox. One batch is under way at a time: what comes meanwhile shares the next disk write. */
export class Sender {
  private readonly state: WindowState
  private readonly handOver: HandOver
  private underWay = false

  constructor(state: WindowState, handOver: HandOver) {
    this.state = state
    this.handOver = handOver
  }

  get isSending(): boolean {
    return this.underWay
  }

  /** An edit was made here. */
  take(edit: Envelope): void {
    const { cache, outbox } = this.state
    const worked = cache.works
    void outbox.add(edit).then(() => {
      // Where an edit lies besides this window is a part of what is said.
      if (cache.works !== worked) this.state.tell()
    })
    this.state.tell()
    void this.pump()
  }

  /** Goes on until nothing waits, or until the host is to be met again. */
  async pump(): Promise<void> {
    const { state } = this
    if (this.underWay || !state.met || state.outbox.size === 0) return
    this.underWay = true
    try {
      await this.sendOne()
    } catch (error) {
      if (!isAway(error)) state.trouble = wordsOf(error)
      if (!isAway(error) || state.phase !== 'open') setTimeout(() => void this.pump(), TRY_AGAIN_MS)
      return
    } finally {
      this.underWay = false
      state.tell()
    }
    void this.pump()
  }

  /** One batch. Rejects if it could not be sent, or if some of it waits for an edit that has not come yet. */
  async sendOne(): Promise<void> {
    const answer = await this.state.host.push(this.state.outbox.next())
    this.state.trouble = ''
    this.settle(answer)
    // It stays here and is sent again: what it builds on may still come from another window.
    const waits = answer.waiting?.[0]
    if (waits !== undefined) throw new Error(waits.why)
  }

  private settle(answer: PushAnswer): void {
    const { marks, outbox, owner, writer } = this.state
    outbox.settle(answer)
    for (const { client, seq } of answer.saved) marks.confirm(client, seq, 0)
    for (const { why } of answer.refused) owner.onRefused(why)
    const isBroken = answer.refused.some(({ client }) => client === writer.lease.client)
    if (isBroken && this.state.phase === 'open') owner.onBroken(this.handOver.leave())
    this.state.tell()
  }
}
