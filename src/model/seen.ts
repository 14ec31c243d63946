import * as v from 'valibot'

/**
 * How far a person has looked, as one of their windows wrote it down. A mark counts records and not time: what somebody wrote
 * a week ago on a laptop that was switched off is new on the day on which it comes in.
 *
 * It stands under `seen/<person>.<line>`, and only the line of that name writes there. So two devices of one person never write
 * over each other; what the person has seen is the most that any of their marks says.
 */
export interface SeenMark {
  readonly person: string
  /** When the first mark was written: from there on changes are news. */
  readonly begun: number
  /** When the person last said that they had seen something; null as long as they never did. */
  readonly looked: number | null
  /** Line -> its last record that was seen. */
  readonly lines: Readonly<Record<string, number>>
  /** What was seen beyond that: `items/<id>` and the like -> names of changes. Emptied as `lines` go past it. */
  readonly apart: Readonly<Record<string, readonly string[]>>
}

const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const SeenMarkSchema = v.object({
  person: v.string(),
  begun: v.number(),
  looked: v.nullish(v.number(), null),
  lines: v.record(v.string(), seq),
  apart: v.nullish(v.record(v.string(), v.array(v.string())), {}),
})

/** The root map of the document. It never leaves the plan: elsewhere the lines have other names. */
export const SEEN = 'seen'

/** All that a person has seen, on whichever device; null for somebody who never opened this plan. */
export type Seen = Omit<SeenMark, 'person'>

/** Under this name one line writes one person's mark. */
export function markName(person: string, line: number): string {
  return `${person}.${line}`
}

/** Null for what is no mark, such as one of a newer Ordinal that says it otherwise. */
export function readMark(value: unknown): SeenMark | null {
  const read = v.safeParse(SeenMarkSchema, value)
  return read.success ? read.output : null
}

/** The most that any of the person's marks says. */
export function seenBy(person: string, marks: Iterable<unknown>): Seen | null {
  let seen: Seen | null = null
  for (const value of marks) {
    const mark = readMark(value)
    if (mark?.person === person) seen = seen === null ? mark : joined(seen, mark)
  }
  return seen
}

function joined(a: Seen, b: Seen): Seen {
  const lines: Record<string, number> = { ...a.lines }
  for (const [line, at] of Object.entries(b.lines)) lines[line] = Math.max(lines[line] ?? 0, at)
  const apart: Record<string, readonly string[]> = { ...a.apart }
  for (const [about, changes] of Object.entries(b.apart))
    apart[about] = [...new Set([...(apart[about] ?? []), ...changes])]
  const looked = a.looked === null || b.looked === null ? (a.looked ?? b.looked) : Math.max(a.looked, b.looked)
  return { begun: Math.min(a.begun, b.begun), looked, lines, apart }
}
