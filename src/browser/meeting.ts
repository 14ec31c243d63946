import type { RecordNews, Welcome } from '../contract/plan-messages.ts'
import type { Arrivals } from './arrivals.ts'
import { deliverEarlierEdits } from './earlier-edits.ts'
import { hasNoLine, holdLine, type FirstMeeting } from './first-meeting.ts'
import type { HandOver } from './hand-over.ts'
import { giveLineBack, takenSoFar } from './own-line.ts'
import { isAway, wordsOf } from './plan-host.ts'
import type { Sender } from './sender.ts'
import type { WindowState } from './window-state.ts'

/** A meeting that failed is tried again after this long. */
const TRY_AGAIN_MS = 500
/** Edits of an earlier window that build on what has not come yet are sent again after this long. */
const SEND_AGAIN_MS = 5_000
/** A window that could be given no line asks again after this long. */
const ASK_AGAIN_MS = 5_000

/**
 * Keeps a window and its host at one: applies what others wrote, and whenever the link comes back, or something was missed,
 * meets the host again. Both sides then say what they hold, and each gives the other what it lacks.
 */
export class Meeting {
  private readonly state: WindowState
  private readonly sender: Sender
  private readonly handOver: HandOver
  private readonly arrivals: Arrivals
  /** Which split lines this document knows of. */
  private readonly forks: string
  private underWay = false
  /** What came in while it could not be applied. */
  private early: RecordNews[] = []

  constructor(parts: {
    state: WindowState
    sender: Sender
    handOver: HandOver
    arrivals: Arrivals
    first: FirstMeeting
  }) {
    this.state = parts.state
    this.sender = parts.sender
    this.handOver = parts.handOver
    this.arrivals = parts.arrivals
    this.forks = parts.first.welcome.forks ?? ''
    if (hasNoLine(parts.first.welcome)) this.askForLineLater()
    if (parts.first.earlierWait) this.meetLater()
  }

  /** The plan was opened just now, and what came meanwhile was heard. */
  begin(): void {
    if (this.state.up && !this.underWay) this.goOn()
  }

  linkIs(up: boolean): void {
    const came = up && !this.state.up
    this.state.up = up
    if (!up) this.state.met = false
    this.state.tell()
    if (came) void this.again()
  }

  receive(records: readonly RecordNews[]): void {
    const { marks, writer } = this.state
    if (!this.state.met) return void this.early.push(...records)
    for (const record of records) {
      marks.confirm(record.client, record.seq, record.clock)
      const known = writer.vector()[record.client]?.[0] ?? 0
      if (record.seq <= known) continue
      if (record.seq > known + 1) return void this.again()
      writer.applyRemote(record, 'remote')
      this.arrivals.came(record.change)
    }
    this.state.tell()
  }

  async again(): Promise<void> {
    const { state } = this
    if (state.phase !== 'open') return
    state.met = false
    if (this.underWay) return
    this.underWay = true
    let isMet = false
    try {
      isMet = await this.meet()
    } catch (error) {
      if (!isAway(error)) state.trouble = wordsOf(error)
      if (state.up)
        setTimeout(() => {
          if (state.up) void this.again()
        }, TRY_AGAIN_MS)
    } finally {
      this.underWay = false
    }
    this.handOver.waitForOthers()
    if (isMet && state.up && state.phase === 'open') this.goOn()
    state.tell()
  }

  /** The document holds something under our line that no edit of ours made: it goes on under another. */
  async takeFreshLine(): Promise<void> {
    const { host, marks, writer } = this.state
    try {
      const welcome = await host.meet(null, marks.saved)
      writer.meet(welcome.update, welcome.vector)
      await this.adopt(welcome)
    } catch {
      if (this.state.phase === 'open') setTimeout(() => void this.takeFreshLine(), TRY_AGAIN_MS)
    }
  }

  /** From now on edits go out, and what comes in is applied. */
  private goOn(): void {
    this.state.met = true
    const early = this.early
    this.early = []
    this.receive(early)
    void this.sender.pump()
  }

  /**
   * Own edits first, so that the line the host answers with ends where ours does; then what this window missed. False if this
   * document does not go on, rejects if it is to be tried again.
   */
  private async meet(): Promise<boolean> {
    const { host, marks, outbox, owner, writer } = this.state
    writer.flush()
    // Before asking: what is taken while the answer is on its way is in no vector yet.
    const taken = takenSoFar(this.state)
    const before = await host.meet(writer.lease.client, marks.saved)
    if (this.isSplit(before)) return false
    marks.meet(before.vector, before.onDisk !== false)
    if (!this.sender.isSending) await giveLineBack(this.state, taken, before.vector)
    // What a window that died since left behind may be what this one's edits build on.
    const earlier = await deliverEarlierEdits(this.state)
    earlier.refused.forEach(owner.onRefused)
    if (earlier.wait) this.meetLater()
    while (outbox.size > 0 && this.state.phase !== 'left') await this.sender.sendOne()
    if (this.state.phase === 'left') return false
    const repeated = outbox.takeRepeated()
    if (repeated > 0) owner.onGaveBack?.(repeated, 0)

    const welcome = await host.meet(writer.lease.client, marks.saved)
    if (this.state.phase === 'closed') this.state.leave()
    if (this.state.phase !== 'open' || this.isSplit(welcome)) return false
    this.hear(welcome)
    writer.meet(welcome.update, welcome.vector)
    // A line was not to be had: what is written here waits until one is.
    if (welcome.readOnly !== null && this.state.readOnly.value === null) throw new Error(welcome.readOnly)
    if (welcome.readOnly === null && welcome.lease.client !== writer.lease.client) await this.adopt(welcome)
    this.state.trouble = ''
    this.handOver.waitForPhantoms()
    return true
  }

  /** A split line was found meanwhile: what this document holds does not count any more as it is. */
  private isSplit({ forks }: Welcome): boolean {
    const isSplit = (forks ?? '') !== this.forks
    if (isSplit) this.state.owner.onBroken(null)
    return isSplit
  }

  /** From here on that is what the host holds, and whether anything may be written. */
  private hear(welcome: Welcome): void {
    const { marks, readOnly } = this.state
    marks.meet(welcome.vector, welcome.onDisk !== false)
    if (hasNoLine(welcome)) this.askForLineLater()
    // Whoever writes already goes on: what is written waits until a line is to be had.
    const writesOn = readOnly.value === null && hasNoLine(welcome)
    if (readOnly.value !== welcome.readOnly && !writesOn) readOnly.set(welcome.readOnly)
  }

  private meetLater(): void {
    setTimeout(() => {
      if (this.state.up) void this.again()
    }, SEND_AGAIN_MS)
  }

  private askForLineLater(): void {
    setTimeout(() => {
      if (this.state.up && this.state.readOnly.value !== null) void this.again()
    }, ASK_AGAIN_MS)
  }

  private async adopt(welcome: Welcome): Promise<void> {
    await holdLine(this.state.line, welcome)
    this.state.writer.adopt(welcome.lease)
  }
}
