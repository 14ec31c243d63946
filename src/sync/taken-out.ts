/**
 * Records that do not count: the losing branches of split lines, and whatever was written on them. They are kept, passed on
 * and listed like any other record, and which they are follows from the set of records alone.
 *
 *   lost      another record of the same number has the lower hash
 *   follows   its line's previous record does not count
 *   knew      its writer knew a record that does not count
 *
 * Pure bookkeeping: gate.ts decides.
 */
import type { Entry } from '../model/envelope.ts'
import { stampOf } from './record-mark.ts'

export interface OutRecord {
  readonly client: number
  readonly seq: number
  readonly mark: number
  /** Mark of its line's previous record. */
  readonly previous: number
  /** Its line's hash with it, in hex. */
  readonly hash: string
  readonly why: 'lost' | 'follows' | 'knew'
  readonly device: string
  readonly person: string | null
  readonly time: number
  readonly change: string
  /** At most 20. */
  readonly entries: readonly Entry[]
}

/** One record of a number that several have. */
export interface Rival {
  readonly mark: number
  readonly hash: string
  /** The header's text: who signed it, when, and what for. */
  readonly header: string
}

/** Proof that a line was written by two at once: headers of records that follow the same one. Such a line rests for ever. */
export interface Fork {
  readonly client: number
  readonly seq: number
  readonly previous: number
  readonly kept: Rival
  readonly lost: readonly Rival[]
  /** Mark of the one that this host held first: what its own windows knew before the others came. */
  readonly first: number
}

export interface SavedTakenOut {
  readonly forks: readonly Fork[]
  readonly records: readonly OutRecord[]
  /** Which change gave a record's edits back, by `client/seq/mark`. */
  readonly givenBack: Readonly<Record<string, string>>
}

export interface TakenOutBook {
  /** False for nearly all lines: then nothing more needs to be asked. */
  touches(client: number): boolean
  /** From this number on something of the line does not count; Infinity if all does. */
  firstOut(client: number): number
  at(client: number, seq: number): readonly OutRecord[]
  has(client: number, seq: number, mark: number): boolean
  stamped(client: number, seq: number, stamp: string): boolean
  /** Records of the line that do not count, with the highest number. */
  forkAt(client: number, seq: number, previous: number): Fork | undefined
  forksOf(client: number): readonly Fork[]
  note(record: OutRecord): void
  noteGivenBack(name: string, change: string): void
  givenBackBy(record: OutRecord): string | null
  records(): readonly OutRecord[]
  forks(): readonly Fork[]
  /** Short text that says which forks are known: whoever wrote under another one wrote on another document. */
  generation(): string
  toJSON(): SavedTakenOut
}

export const nameOfOut = ({ client, seq, mark }: Pick<OutRecord, 'client' | 'seq' | 'mark'>): string =>
  `${client}/${seq}/${mark}`

export function createTakenOutBook(saved?: SavedTakenOut): TakenOutBook {
  const forks = new Map<number, Fork[]>()
  const byLine = new Map<number, Map<number, OutRecord[]>>()
  const records: OutRecord[] = []
  const givenBack = new Map(Object.entries(saved?.givenBack ?? {}))
  for (const fork of saved?.forks ?? []) forks.set(fork.client, [...(forks.get(fork.client) ?? []), fork])

  const book: TakenOutBook = {
    touches: (client) => byLine.has(client) || forks.has(client),
    firstOut: (client) =>
      Math.min(...(byLine.get(client)?.keys() ?? []), ...book.forksOf(client).map(({ seq }) => seq)),
    at: (client, seq) => byLine.get(client)?.get(seq) ?? NONE,
    has: (client, seq, mark) => book.at(client, seq).some((one) => one.mark === mark),
    stamped: (client, seq, stamp) => book.at(client, seq).some((one) => stampOf(one.mark) === stamp),
    forkAt: (client, seq, previous) =>
      forks.get(client)?.find((fork) => fork.seq === seq && fork.previous === previous),
    forksOf: (client) => forks.get(client) ?? [],
    note(record) {
      if (book.has(record.client, record.seq, record.mark)) return
      records.push(record)
      let line = byLine.get(record.client)
      if (line === undefined) byLine.set(record.client, (line = new Map()))
      line.set(record.seq, [...(line.get(record.seq) ?? []), record])
    },
    noteGivenBack: (name, change) => void givenBack.set(name, change),
    givenBackBy: (record) => givenBack.get(nameOfOut(record)) ?? null,
    records: () => records,
    forks: () => [...forks.values()].flat(),
    generation: () =>
      book
        .forks()
        .map(({ client, seq, kept }) => `${client}.${seq}.${stampOf(kept.mark)}`)
        .sort()
        .join(' '),
    toJSON: () => ({ forks: book.forks(), records, givenBack: Object.fromEntries(givenBack) }),
  }
  for (const record of saved?.records ?? []) book.note(record)
  return book
}

const NONE: readonly OutRecord[] = []
