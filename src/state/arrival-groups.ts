import type { NameOf } from '../commands/change-words.ts'
import type { HistoryLine } from './history-source.ts'
import { lineWords } from './history-words.ts'

/** What one person did while this device was away, by what they did it to. */
export interface ArrivedFrom {
  readonly person: string | null
  readonly changes: number
  /** The last thing that they did, by their clock. */
  readonly last: number
  readonly about: readonly ArrivedAbout[]
}

export interface ArrivedAbout {
  /** The item's id; null for what concerns several, or the plan as a whole. */
  readonly item: string | null
  readonly isSeveral: boolean
  /** Newest first: one sentence each, and the change that it was. */
  readonly changes: readonly {
    readonly words: string
    readonly why: string
    readonly change: string
    readonly time: number
  }[]
}

/** Whoever did something last comes first; so does what they did it to. */
export function arrivalGroups(lines: readonly HistoryLine[], nameOf: NameOf): readonly ArrivedFrom[] {
  const people = new Map<string | null, HistoryLine[]>()
  for (const line of lines) {
    const known = people.get(line.author.person)
    if (known === undefined) people.set(line.author.person, [line])
    else known.push(line)
  }
  return [...people].map(([person, theirs]) => ({
    person,
    changes: theirs.length,
    last: theirs[0]?.time ?? 0,
    about: aboutOf(theirs, nameOf),
  }))
}

function aboutOf(lines: readonly HistoryLine[], nameOf: NameOf): ArrivedAbout[] {
  const byItem = new Map<string, ArrivedAbout['changes'][number][]>()
  for (const line of lines) {
    const item = line.items.length === 1 ? (line.items[0] as string) : line.items.length > 1 ? SEVERAL : ''
    const why = line.entries.find((entry) => entry.why !== '')?.why ?? ''
    const told = { words: lineWords(line, nameOf), why, change: line.change, time: line.time }
    const known = byItem.get(item)
    if (known === undefined) byItem.set(item, [told])
    else known.push(told)
  }
  return [...byItem].map(([item, changes]) => ({
    item: item === SEVERAL || item === '' ? null : item,
    isSeveral: item === SEVERAL,
    changes,
  }))
}

/** No id of an item. */
const SEVERAL = ' several'
