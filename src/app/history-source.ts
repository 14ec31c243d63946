import type { WindowPlan } from '../browser/window-plan.ts'
import type { HostLink } from '../contract/calls.ts'
import type { Author } from '../model/envelope.ts'
import type { BackPlan, HistorySource } from '../state/history-source.ts'

const READS_WAIT_MS = 1_000

/**
 * Asks the host about the past. What this window has written is delivered first, so that nobody misses their last edit
 * in History; what an act wrote has come in here before its answer is given.
 */
export function createHistorySource(parts: {
  readonly link: HostLink
  readonly plan: string
  readonly window: Pick<WindowPlan, 'delivered' | 'caughtUp'>
  readonly author: () => Author
}): HistorySource {
  const { link, plan, window: window_, author } = parts

  /** A disk that is full must not keep anybody from reading: the past is there without the last edits, too. */
  const mostlyDelivered = (): Promise<void> =>
    Promise.race([window_.delivered(), new Promise<void>((resolve) => setTimeout(resolve, READS_WAIT_MS))])

  async function after(act: Promise<BackPlan>): Promise<BackPlan> {
    const done = await act
    if (done.change !== null) await window_.caughtUp(done.change)
    return done
  }

  return {
    async extent() {
      await mostlyDelivered()
      return link.call('history.extent', { plan })
    },
    async timeline({ person, device, sort, words, record }, before, limit) {
      await mostlyDelivered()
      const who = person === undefined ? {} : { person }
      return link.call('history.timeline', { plan, before, limit, record, device, words, sort, ...who })
    },
    async lastChanges() {
      await mostlyDelivered()
      return link.call('history.lastChanges', { plan })
    },
    async since({ person, seen, apart }) {
      await mostlyDelivered()
      const each = Object.entries(apart).map(([about, changes]) => [about, [...changes]])
      return link.call('history.since', { plan, person, seen, apart: Object.fromEntries(each) as never })
    },
    at: (moment) => link.call('history.at', { plan, moment }),
    item: (moment, item) => link.call('history.item', { plan, moment, item }),
    async compare(from, to) {
      await mostlyDelivered()
      return link.call('history.compare', { plan, from, to })
    },
    async bringBack(ask) {
      await window_.delivered()
      return after(link.call('history.bringBack', { plan, ...ask, author: author() }))
    },
    async takeBack(ask) {
      await window_.delivered()
      return after(link.call('history.takeBack', { plan, ...ask, author: author() }))
    },
  }
}
