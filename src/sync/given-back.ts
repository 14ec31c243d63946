import type { Entry } from '../model/envelope.ts'

/** The entry of a change that gives back what was taken out with a record, by the record's name in the book. */
export function giveBackEntry(name: string): Entry {
  return { name: GIVE_BACK, record: '', field: '', from: null, to: name, why: '' }
}

/** Which records these entries give back. */
export function givenBackIn(entries: readonly Entry[]): string[] {
  return entries
    .filter((entry) => entry.name === GIVE_BACK && typeof entry.to === 'string')
    .map(({ to }) => to as string)
}

const GIVE_BACK = 'change.giveBack'
