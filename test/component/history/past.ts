import type {
  BackPlan,
  HistoryExtent,
  HistoryLine,
  HistorySource,
  PastItem,
  TimelineFilter,
} from '../../../src/state/history-source.ts'

/** A past that a test writes by hand: lines newest first, and what was asked of it. */
export interface MadeUpPast {
  readonly source: HistorySource
  readonly asked: { readonly call: string; readonly args: unknown }[]
  lines: HistoryLine[]
  /** What `at` answers. */
  items: PastItem[]
  back: BackPlan
  /** The next question fails with this sentence. */
  fails: string | null
}

export const BEGAN = new Date(2026, 4, 3, 9, 0).getTime()

export function lineOf(n: number, part: Partial<HistoryLine> & Pick<HistoryLine, 'entries'>): HistoryLine {
  const at = BEGAN + n * 60_000
  return {
    change: `change${n}`,
    author: { person: 'anna', role: 'po', forTeam: null },
    device: 'd1',
    time: at,
    at,
    until: at,
    undoes: null,
    others: 0,
    records: 1,
    items: [],
    ...part,
  }
}

export const NOTHING: BackPlan = {
  change: null,
  changes: 0,
  itemsBack: 0,
  itemsDeleted: 0,
  fields: 0,
  moves: 0,
  texts: 0,
  entries: [],
  left: [],
  leftInAll: 0,
}

export function pastItem(id: string, position: number, title: string): PastItem {
  return {
    id,
    key: id.toUpperCase(),
    title,
    kind: 'feature',
    stage: 'open',
    estimate: 3,
    parked: false,
    labels: [],
    epic: null,
    sprint: null,
    position,
    epicName: '',
    goalName: '',
    sprintName: '',
  }
}

export function madeUpPast(lines: HistoryLine[]): MadeUpPast {
  const asked: MadeUpPast['asked'] = []
  const past: MadeUpPast = { source: {} as HistorySource, asked, lines, items: [], back: NOTHING, fails: null }
  async function answer<T>(call: string, args: unknown, value: () => T): Promise<T> {
    asked.push({ call, args })
    await Promise.resolve()
    const sentence = past.fails
    past.fails = null
    if (sentence !== null) throw new Error(sentence)
    return value()
  }
  const fits = (line: HistoryLine, filter: TimelineFilter): boolean =>
    (filter.record === null || line.items.some((id) => filter.record === `items/${id}`)) &&
    (filter.person === undefined || line.author.person === filter.person) &&
    (filter.device === null || line.device === filter.device) &&
    (filter.words === '' || JSON.stringify(line.entries).toLowerCase().includes(filter.words.toLowerCase())) &&
    (filter.sort !== 'delete' || line.entries.some((entry) => entry.field === 'deleted'))
  const extent = (): HistoryExtent => ({
    first: past.lines.at(-1)?.at ?? null,
    last: past.lines[0]?.at ?? null,
    records: past.lines.length,
    changes: past.lines.length,
    spans: past.lines.map((line) => ({ from: line.at, to: line.at + 60_000, changes: 1 })).reverse(),
    people: [...new Set(past.lines.map((line) => line.author.person))].map((person) => ({
      person,
      changes: 1,
      last: 0,
    })),
    devices: [...new Set(past.lines.map((line) => line.device))].map((device) => ({
      device,
      changes: 1,
      last: 0,
      own: device === 'd1',
    })),
  })
  const source: HistorySource = {
    extent: () => answer('extent', {}, extent),
    timeline: (filter, before, limit) =>
      answer('timeline', { filter, before, limit }, () => {
        const found = past.lines.filter((line) => fits(line, filter) && (before === null || line.at < before))
        return { lines: found.slice(0, limit), more: found.length > limit }
      }),
    at: (moment) => answer('at', { moment }, () => ({ moment, name: 'Harbour', items: past.items, deleted: 0 })),
    item: (moment, item) =>
      answer('item', { moment, item }, () => {
        const found = past.items.find((one) => one.id === item)
        if (found === undefined) return null
        return {
          item: found,
          deleted: null,
          fields: [{ field: 'estimate', value: 3 }],
          description: 'A berth is **held** for fifteen minutes.',
          criteria: [{ text: 'A held berth cannot be booked', done: true }],
          tasks: [],
          comments: [],
        }
      }),
    compare: (from, to) =>
      answer('compare', { from, to }, () => ({
        from,
        to,
        added: [{ id: 'x', key: 'X', title: 'A new berth', position: 2 }],
        removed: [{ id: 'y', key: 'Y', title: 'An old berth', position: 7, by: 'anna', why: 'twice' }],
        moved: [{ id: 'z', key: 'Z', title: 'The waiting list', from: 9, to: 1 }],
        changed: [
          {
            record: 'items/z',
            item: 'z',
            name: 'The waiting list',
            field: 'description',
            from: 'A skipper waits in the order of arrival and is told within five minutes.',
            to: 'A skipper waits in the order of arrival and is told within one minute.',
          },
          { record: 'items/z', item: 'z', name: 'The waiting list', field: 'estimate', from: 3, to: 8 },
        ],
        others: 0,
      })),
    bringBack: (ask) => answer('bringBack', ask, () => ({ ...past.back, change: ask.preview ? null : 'written' })),
    takeBack: (ask) => answer('takeBack', ask, () => ({ ...past.back, change: ask.preview ? null : 'written' })),
  }
  return Object.assign(past, { source })
}
