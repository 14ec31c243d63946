import type { HostLink } from '../contract/calls.ts'
import type { DiskStatus, Presence } from '../contract/host-info.ts'
import type { RecordNews } from '../contract/plan-messages.ts'

/** What a host tells a window of one plan without being asked. */
export interface NewsHandlers {
  records(records: readonly RecordNews[]): void
  presence(here: readonly Presence[]): void
  disk(status: DiskStatus): void
  /** What the document holds does not count any more as it is. */
  anew(): void
  /** The link is there, or away. */
  link(isUp: boolean): void
}

/**
 * Listens from the moment it is made. What comes before somebody hears it is kept in its order: of what a host says from
 * its first answer on, nothing may be missed while the plan is still being opened.
 */
export class HostNews {
  private kept: ((handlers: NewsHandlers) => void)[] = []
  private handlers: NewsHandlers | null = null
  private readonly stops: (() => void)[]

  constructor(link: HostLink, plan: string) {
    this.stops = [
      link.on('plan.records', (news) => news.plan === plan && this.pass((to) => to.records(news.records))),
      link.on('plan.presence', (news) => news.plan === plan && this.pass((to) => to.presence(news.here))),
      link.on('plan.disk', (news) => news.plan === plan && this.pass((to) => to.disk(news.status))),
      link.on('plan.anew', (news) => news.plan === plan && this.pass((to) => to.anew())),
      link.onState((isUp) => this.pass((to) => to.link(isUp))),
    ]
  }

  hear(handlers: NewsHandlers): void {
    this.handlers = handlers
    const kept = this.kept
    this.kept = []
    kept.forEach((tell) => tell(handlers))
  }

  stop(): void {
    this.stops.forEach((stop) => stop())
  }

  private pass(tell: (handlers: NewsHandlers) => void): void {
    if (this.handlers === null) this.kept.push(tell)
    else tell(this.handlers)
  }
}
