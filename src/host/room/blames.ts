import type { Clock } from '../ports/clock.ts'

/**
 * Devices that did what no honest host does. After two such things the links of a device end and stay closed for a while, so
 * that a person has the time to see it and to remove the device. What may be somebody else's doing weighs little.
 */
export interface Blames {
  /** True if the device is out with this. */
  note(device: string, how: 'proven' | 'guessed'): boolean
  isOut(device: string): boolean
  /** What people are told of those that are out; empty if nobody is. Whoever has no name any more is left out. */
  words(nameOf: (device: string) => string | null): string
}

export const OUT_MS = 10 * 60_000
const MOST = 2
const GUESS = 0.1
const MOST_REMEMBERED = 1_000

export function createBlames(clock: Clock): Blames {
  const blames = new Map<string, { weight: number; last: number }>()
  const isOver = ({ last }: { last: number }): boolean => clock.now() - last > OUT_MS
  const blameds: Blames = {
    note(device, how) {
      const before = blames.get(device)
      const weight = (before === undefined || isOver(before) ? 0 : before.weight) + (how === 'proven' ? 1 : GUESS)
      blames.delete(device)
      blames.set(device, { weight, last: clock.now() })
      if (blames.size > MOST_REMEMBERED) blames.delete([...blames.keys()][0] as string)
      return blameds.isOut(device)
    },
    isOut(device) {
      const blame = blames.get(device)
      // Tenths do not add up exactly.
      return blame !== undefined && blame.weight > MOST - GUESS / 2 && !isOver(blame)
    },
    words(nameOf) {
      const out = [...blames.keys()].flatMap((device) => (blameds.isOut(device) ? (nameOf(device) ?? []) : []))
      if (out.length === 0) return ''
      const many = out.length > 1
      return (
        `${out.slice(0, MOST_NAMED).join(', ')}${out.length > MOST_NAMED ? ` and ${out.length - MOST_NAMED} more` : ''} ` +
        `sent what no Ordinal sends. It was refused and nothing of it is in the plan. ` +
        `${many ? 'Their links stay' : 'The link stays'} closed for ten minutes; ` +
        `if you do not trust ${many ? 'these devices' : 'this device'}, remove ${many ? 'them' : 'it'}.`
      )
    },
  }
  return blameds
}

const MOST_NAMED = 5
