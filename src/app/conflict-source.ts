import type { WindowPlan } from '../browser/window-plan.ts'
import type { HostLink } from '../contract/calls.ts'
import type { ConflictSource } from '../state/conflict-source.ts'

const READS_WAIT_MS = 1_000

/** Asks the host what was changed apart. What this window has settled is delivered first. */
export function createConflictSource(parts: {
  readonly link: HostLink
  readonly plan: string
  readonly window: Pick<WindowPlan, 'delivered'>
}): ConflictSource {
  const { link, plan, window: window_ } = parts
  /** A disk that is full keeps nobody from reading. */
  const mostlyDelivered = (): Promise<void> =>
    Promise.race([window_.delivered(), new Promise<void>((resolve) => setTimeout(resolve, READS_WAIT_MS))])

  return {
    async conflicts() {
      await mostlyDelivered()
      return link.call('conflicts.list', { plan })
    },
    settledSeen: (ids) => link.call('conflicts.settledSeen', { plan, ids: [...ids] }),
    onChanged(handler) {
      let away = false
      const stops = [
        link.on('conflicts.changed', (news) => news.plan === plan && handler()),
        link.onState((up) => {
          if (up && away) handler()
          away = !up
        }),
      ]
      return () => stops.forEach((stop) => stop())
    },
  }
}
