import type * as Y from 'yjs'
import { whatIsMissing } from '../doc/give-back.ts'
import { SALVAGE } from '../doc/line-writer.ts'
import type { Knowledge } from '../model/envelope.ts'
import type { WindowState } from './window-state.ts'

/** What a window held that its host lost, with nobody writing in it any more. */
export interface LostDocument {
  readonly doc: Y.Doc
  readonly known: Knowledge
  /** All of it is on disk again: what lies in the cache for it may go. */
  forget(): Promise<void>
}

/** Whoever wrote what a host lost has this long to give it back. */
const OTHERS_FIRST_MS = 3_000
/** So long others have to deliver what a host lost before it had it on disk. */
const PHANTOM_MS = 10_000
/** As many fields share a record of what is given back. */
const WRITES_A_RECORD = 200
const GIVEN_BACK = 'given back by a window that still had it'

/**
 * What this document holds and its host lost, where its line cannot go on or others wrote it: the document is left as it is,
 * the plan is opened anew, and the next opening writes what is missing as edits of its own.
 */
export class HandOver {
  private readonly state: WindowState
  /** Leaving once more what could not be given back would go on for ever. */
  private mayLeave: boolean
  private isWaiting = false

  constructor(state: WindowState, isGivingBack: boolean) {
    this.state = state
    this.mayLeave = !isGivingBack
  }

  /** Leaves the document for the next opening; null if nothing was lost. */
  leave(): LostDocument | null {
    const { doc, line, marks, outbox, writer } = this.state
    if (!this.mayLeave || !marks.isLess) return null
    this.state.end('left')
    return {
      doc,
      known: writer.vector(),
      forget: async () => {
        await outbox.forget()
        line.release()
      },
    }
  }

  /** What the opening before this one had to leave, as new edits under this one's line. */
  giveBack(lost: LostDocument): void {
    const { doc, marks, outbox, owner, writer } = this.state
    const { writes, left } = whatIsMissing(lost.doc, doc)
    const change = `given-back-${writer.lease.client}-${writer.lease.seq + 1}`
    for (let at = 0; at < writes.length; at += WRITES_A_RECORD)
      writer.write({ author: { person: null, role: null, forTeam: null }, change }, (log) => {
        const some = writes.slice(at, at + WRITES_A_RECORD)
        log({ name: SALVAGE, record: '', field: '', from: null, to: some.length, why: GIVEN_BACK })
        for (const write of some) write()
      })
    // What that window did not have either is still missing.
    marks.lower(lost.known)
    this.state.tell()
    void outbox.emptied().then(async () => {
      this.mayLeave = true
      await lost.forget()
      owner.onGaveBack?.(writes.length, left)
    })
  }

  /**
   * Others wrote what the host lost, and give it back; where nobody does, this document still has it. Windows begin one after
   * the other, so that the second finds what the first gave back.
   */
  waitForOthers(): void {
    const { owner, writer } = this.state
    if (this.isWaiting || !this.missing().lost) return
    this.isWaiting = true
    const turn = (writer.lease.client % 50) * 100
    setTimeout(() => {
      this.isWaiting = false
      if (!this.state.up || this.state.phase !== 'open' || !this.missing().lost) return
      const lost = this.leave()
      if (lost !== null) owner.onBroken(lost)
    }, OTHERS_FIRST_MS + turn)
  }

  /**
   * Edits of others that their host never had on disk are gone when it dies. Mostly the window that made them delivers them
   * again soon; if nobody does, this document shows what is nowhere else, and the plan is opened anew.
   */
  waitForPhantoms(): void {
    if (!this.missing().neverSaved) return
    setTimeout(() => {
      if (this.state.met && this.state.phase === 'open' && this.missing().neverSaved) this.state.owner.onBroken(null)
    }, PHANTOM_MS)
  }

  /** Of what others wrote. */
  private missing(): { lost: boolean; neverSaved: boolean } {
    const { marks, outbox, writer } = this.state
    return marks.missing(writer.vector(), outbox.lines.add(writer.lease.client))
  }
}
