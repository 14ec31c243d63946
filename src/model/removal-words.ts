/** A device of a room, as far as these words need it. */
interface Device {
  readonly device: string
  readonly name: string
  readonly isThis: boolean
  readonly removed?: { readonly by: string; readonly at: number; readonly why: string }
}

/**
 * What the person at a device is told that was removed from the room of a plan: by whom, when, why, and what stays. Empty where
 * it was not, or was let in again. `now` decides whether the year is said.
 */
export function removalWords(devices: readonly Device[], plan: string, now: number): string {
  const removed = devices.find(({ isThis }) => isThis)?.removed
  if (removed === undefined) return ''
  const by = devices.find(({ device }) => device === removed.by)?.name ?? 'Somebody'
  const why = removed.why.trim()
  const reason = why === '' ? '' : `: ${why}`
  const end = /[.!?…]$/.test(reason) ? '' : '.'
  return `${by} removed this device from the room of ${plan} on ${dayWords(removed.at, now)}${reason}${end} ${WHAT_STAYS}`
}

const WHAT_STAYS =
  'Your copy stays here as it is; what you change from here on stays with you until you are let in again.'

/** "3 May"; the year only where it is not this one. */
function dayWords(at: number, now: number): string {
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const }
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', ...year }).format(at)
}
