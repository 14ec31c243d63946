import * as Y from 'yjs'
import { CallFailed, type HostLink } from '../contract/calls.ts'
import type { PushAnswer, Welcome } from '../contract/plan-messages.ts'
import type { Envelope, Knowledge } from '../model/envelope.ts'

/** What a window asks of its host about one plan. Each call rejects as the link does. */
export class PlanHost {
  private readonly link: HostLink
  private readonly plan: string
  private readonly doc: Y.Doc

  constructor(link: HostLink, plan: string, doc: Y.Doc) {
    this.link = link
    this.plan = plan
    this.doc = doc
  }

  /** Says what this window holds and was told; `lease` is the line that it would go on with. */
  meet(lease: number | null, acknowledged: Knowledge): Promise<Welcome> {
    const stateVector = Y.encodeStateVector(this.doc)
    return this.link.call('plan.open', { plan: this.plan, lease, acknowledged, stateVector })
  }

  push(envelopes: Envelope[]): Promise<PushAnswer> {
    return this.link.call('plan.push', { plan: this.plan, envelopes })
  }

  /** Gives the line back; where the host is away it finds that out by itself. */
  leave(client: number): void {
    this.link.call('plan.close', { plan: this.plan, client }).catch(() => undefined)
  }
}

/** Nobody was asked: the host is not there. */
export function isAway(error: unknown): boolean {
  return error instanceof CallFailed && error.type === 'away'
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
