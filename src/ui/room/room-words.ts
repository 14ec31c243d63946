import { roleWords } from '../../commands/policy.ts'
import type { PlanState, Presence } from '../../state/plan-state.svelte.ts'
import type { RoomDevice } from '../../state/room-state.svelte.ts'
import { counted } from '../amounts.ts'
import { shortMoment } from '../item/moment.ts'

/** A clock that goes wrong by less than this does no harm that anybody would see. */
const FAR_OFF_MS = 60_000

/** "14:05" until a moment; null once it is over. */
export function countdown(until: number, now: number): string | null {
  const seconds = Math.ceil((until - now) / 1_000)
  if (seconds <= 0) return null
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Six digits in two groups, as people read them. */
export function grouped(digits: string): string {
  return digits.length === 6 ? `${digits.slice(0, 3)}\u00a0${digits.slice(3)}` : digits
}

/** For readers, which would say a number in the hundred thousands. */
export function spelled(digits: string): string {
  return [...digits].join(' ')
}

/** What people should know of a device's clock, or nothing. */
export function clockWords(ahead: number | null): string {
  if (ahead === null || Math.abs(ahead) < FAR_OFF_MS) return ''
  const minutes = Math.round(Math.abs(ahead) / 60_000)
  const much =
    minutes < 120
      ? counted(minutes, 'minute')
      : minutes < 48 * 60
        ? counted(Math.round(minutes / 60), 'hour')
        : counted(Math.round(minutes / 1_440), 'day')
  return `Its clock is ${much} ${ahead > 0 ? 'ahead' : 'behind'}; its changes show that time.`
}

/** Whose device it is: the name in the plan, and what else it calls itself. */
export function ownerOf(plan: PlanState, device: Pick<RoomDevice, 'name' | 'person'>) {
  const person = device.person === null ? undefined : plan.row('people', device.person)
  const name = person?.name ?? device.name
  return {
    name,
    /** Only where it is another one. */
    alias: name === device.name ? '' : device.name,
    roles: person === undefined ? '' : person.roles.map(roleWords).join(', '),
  }
}

/** "Ben Okafor, Developer": somebody in the plan, by what a device says of its person; null for nobody known. */
export function personOf(plan: PlanState, id: string): string | null {
  const person = id === '' ? undefined : plan.row('people', id)
  if (person === undefined || person.deleted !== null) return null
  return [person.name, ...person.roles.map(roleWords)].join(', ')
}

/** Why a device has no part any more, in one line: by whom, when, and what they said. */
export function removedWords({ removed }: RoomDevice, by: string, now: number): string {
  if (removed === undefined) return ''
  const who = by === '' ? 'removed' : `removed by ${by}`
  const why = removed.why === '' ? '' : `: “${removed.why}”`
  return `${who} on ${shortMoment(removed.at, now)}${why}`
}

/** Address and code of a typed invite, apart. */
export function partsOfCode(code: string): { readonly address: string; readonly letters: string } {
  const [address = '', ...letters] = code.split(' ')
  return { address, letters: letters.join(' ') }
}

/** "Ben and Carla look at this." */
export function lookersWords(lookers: readonly Presence[]): string {
  const names = new Intl.ListFormat('en-GB').format(lookers.map((one) => one.name))
  return lookers.length === 0 ? '' : `${names} ${lookers.length === 1 ? 'looks' : 'look'} at this.`
}
