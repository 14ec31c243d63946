import * as Y from 'yjs'
import type { Welcome } from '../contract/plan-messages.ts'
import { deliverEarlierEdits } from './earlier-edits.ts'
import { Marks } from './marks.ts'
import { PlanHost } from './plan-host.ts'
import { createTabLine, type TabLine } from './tab-line.ts'
import type { WindowPlanParts } from './window-plan.ts'

/** The line of whoever could be given none. */
const NO_LINE = 1

/** A plan as the host gave it just now: nothing was written in it yet. */
export interface FirstMeeting {
  readonly doc: Y.Doc
  readonly host: PlanHost
  readonly line: TabLine
  readonly marks: Marks
  readonly welcome: Welcome
  /** Edits of earlier windows that were not taken. */
  readonly refused: readonly string[]
  /** Others of them are to be sent again. */
  readonly earlierWait: boolean
}

/** Delivers what earlier windows left, then asks for all of the plan and a line to write under. */
export async function meetFirst({ link, plan, cache, tab, locks }: WindowPlanParts): Promise<FirstMeeting> {
  const doc = new Y.Doc({ gc: true })
  const host = new PlanHost(link, plan, doc)
  const line = createTabLine(plan, tab, locks)
  const { stuck, refused, wait } = await deliverEarlierEdits({ plan, cache, host, line })
  const before = await line.before()
  const marks = new Marks(await cache.acknowledged(plan), (saved) => void cache.setAcknowledged(plan, saved))
  const welcome = await host.meet(before !== null && stuck.has(before) ? null : before, marks.saved)
  Y.applyUpdate(doc, welcome.update, 'host')
  marks.meet(welcome.vector, welcome.onDisk !== false)
  await holdLine(line, welcome)
  return { doc, host, line, marks, welcome, refused, earlierWait: wait }
}

export function hasNoLine({ readOnly, lease }: Welcome): boolean {
  return readOnly !== null && lease.client === NO_LINE
}

/** Who may only read is given no line, and all of them the same one: nobody holds it. */
export function holdLine(line: TabLine, { readOnly, lease }: Welcome): Promise<void> {
  return readOnly === null ? line.hold(lease.client) : Promise.resolve()
}
