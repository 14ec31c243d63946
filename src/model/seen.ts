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
  /** When the line last marked everything, as `<line>.<time>`; '' if it never did. Parts (SeenPart) count that name it. */
  readonly round: string
  /** What was seen beyond that, as Ordinal wrote it before there were parts: `items/<id>` and the like -> names of changes. */
  readonly apart: Readonly<Record<string, readonly string[]>>
}

/**
 * Changes of one thing that were seen before the rest. Each stands under a key of its own, so that to mark a hundred things one
 * by one writes each of them once; the keys are used again after everything was marked.
 */
export interface SeenPart {
  readonly person: string
  /** Who wrote it, and the round of its mark then: once everything was marked there, it does not count any more. */
  readonly line: number
  readonly round: string
  readonly at: number
  /** What they were done to: `items/<id>` and the like. */
  readonly about: string
  readonly changes: readonly string[]
}

const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const SeenMarkSchema = v.object({
  person: v.string(),
  begun: v.number(),
  looked: v.nullish(v.number(), null),
  lines: v.record(v.string(), seq),
  round: v.nullish(v.string(), ''),
  apart: v.nullish(v.record(v.string(), v.array(v.string())), {}),
})

const SeenPartSchema = v.object({
  person: v.string(),
  line: v.number(),
  round: v.string(),
  at: v.number(),
  about: v.string(),
  changes: v.array(v.string()),
})

/** The root map of the document. It never leaves the plan: elsewhere the lines have other names. */
export const SEEN = 'seen'

/** All that a person has seen, on whichever device; null for somebody who never opened this plan. */
export type Seen = Omit<SeenMark, 'person' | 'round'>

/** Under this name one line writes one person's mark. */
export function markName(person: string, line: number): string {
  return `${person}.${line}`
}

/** Under this name it writes what was seen before the rest; numbers from 0 on. */
export function partName(person: string, line: number, number: number): string {
  return `${markName(person, line)}.${number}`
}

export function readPart(value: unknown): SeenPart | null {
  const read = v.safeParse(SeenPartSchema, value)
  return read.success ? read.output : null
}

/** Null for what is no mark, such as one of a newer Ordinal that says it otherwise. */
export function readMark(value: unknown): SeenMark | null {
  const read = v.safeParse(SeenMarkSchema, value)
  return read.success ? read.output : null
}

/** The most that any of the person's marks says. */
export function seenBy(person: string, marks: Iterable<unknown>): Seen | null {
  let seen: Seen | null = null
  const rounds = new Map<number, string>()
  const parts: SeenPart[] = []
  for (const value of marks) {
    const mark = readMark(value)
    if (mark?.person === person) {
      if (mark.round !== '') rounds.set(Number(mark.round.split('.')[0]), mark.round)
      seen = seen === null ? mark : joined(seen, mark)
    } else if (mark === null) {
      const part = readPart(value)
      if (part?.person === person) parts.push(part)
    }
  }
  if (seen === null) return null
  return withParts(
    seen,
    parts.filter(({ line, round }) => (rounds.get(line) ?? '') === round),
  )
}

function withParts(seen: Seen, parts: readonly SeenPart[]): Seen {
  if (parts.length === 0) return seen
  const apart = new Map(Object.entries(seen.apart).map(([about, changes]) => [about, new Set(changes)]))
  for (const { about, changes } of parts) {
    const known = apart.get(about) ?? new Set()
    for (const change of changes) known.add(change)
    apart.set(about, known)
  }
  const looked = parts.reduce((last, { at }) => Math.max(last, at), seen.looked ?? -Infinity)
  return { ...seen, looked, apart: Object.fromEntries([...apart].map(([about, changes]) => [about, [...changes]])) }
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
