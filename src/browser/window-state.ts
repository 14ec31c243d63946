import type * as Y from 'yjs'
import type { DiskStatus } from '../contract/host-info.ts'
import type { LineWriter } from '../doc/line-writer.ts'
import type { LostDocument } from './hand-over.ts'
import type { Marks } from './marks.ts'
import type { Outbox } from './outbox.ts'
import type { PlanHost } from './plan-host.ts'
import type { TabLine } from './tab-line.ts'
import type { Told } from './told.ts'
import type { WindowCache } from './window-cache.ts'

/** What whoever opened a plan is told. */
export interface WindowOwner {
  readonly onRefused: (why: string) => void
  /**
   * An edit of this window was refused: its document holds more than the host's, and its line cannot go on. Open it anew, with
   * `lost` where the host came back with less than it had saved.
   */
  readonly onBroken: (lost: LostDocument | null) => void
  /** The host had lost this many edits, or fields, that it had saved; they are there again. `left` were written by others since. */
  readonly onGaveBack?: (count: number, left: number) => void
}

/** A plan that is open in this window: what it consists of, and where it stands with its host. */
export interface WindowState {
  readonly plan: string
  readonly doc: Y.Doc
  readonly writer: LineWriter
  readonly cache: WindowCache
  readonly host: PlanHost
  readonly line: TabLine
  readonly marks: Marks
  readonly outbox: Outbox
  readonly owner: WindowOwner
  /** Null, or why nothing may be written just now. */
  readonly readOnly: Told<string | null>

  /** The host can be reached. */
  up: boolean
  /** Both sides know what the other holds: edits go out, and records that come in are applied. */
  met: boolean
  /** `closed`: what waits is still sent. `left`: the next opening gives back what this one holds; nothing is sent. */
  phase: 'open' | 'closed' | 'left'
  disk: DiskStatus
  /** Why the host does not take what is sent, in its words; empty while it does. */
  trouble: string

  /** Something that the line on top shows may have changed. */
  tell(): void
  /** Nothing is heard any more; what was typed is cut. */
  end(how: 'closed' | 'left'): void
  /** Gives the line back to the host and to the other windows of this browser. */
  leave(): void
}
