/**
 * Where a record lies in a plan's journal: segment number and offset in one number, so that an index of 300,000 of them
 * stays small. A greater one lies later. It never changes, and fits a JSON number.
 */
export type Position = number

/** Before the first record of any journal. */
export const JOURNAL_START: Position = 0

const OFFSETS = 2 ** 32

export const positionAt = (segment: number, offset: number): Position => segment * OFFSETS + offset
export const segmentOf = (position: Position): number => Math.floor(position / OFFSETS)
export const offsetOf = (position: Position): number => position % OFFSETS
