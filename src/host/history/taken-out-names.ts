import { createTakenOutBook, nameOfOut, type SavedTakenOut, type TakenOutBook } from '../../sync/taken-out.ts'

/** Which records of a plan do not count, since their line was split: nearly always none. */
export interface TakenOutNames {
  /** Says which splits are known. Another one is another past. */
  readonly generation: string
  /** `client/seq/mark` each. */
  readonly records: readonly string[]
}
export const NOTHING_OUT: TakenOutNames = { generation: '', records: [] }

export function takenOutNames(book: Pick<TakenOutBook, 'generation' | 'records'> | undefined): TakenOutNames {
  const records = book?.records() ?? []
  return book === undefined || records.length === 0
    ? NOTHING_OUT
    : { generation: book.generation(), records: records.map(nameOfOut) }
}

/** Of what a ledger saved with a snapshot. */
export function generationIn(meta: Readonly<Record<string, unknown>>): string {
  const saved = meta['out'] as SavedTakenOut | undefined
  return saved === undefined ? '' : createTakenOutBook(saved).generation()
}

/** How far a state may go in each line if it was made without knowing of these. */
export function firstOut({ records }: TakenOutNames): ReadonlyMap<number, number> {
  const first = new Map<number, number>()
  for (const name of records) {
    const [client = 0, seq = 0] = name.split('/').map(Number)
    first.set(client, Math.min(seq, first.get(client) ?? Infinity))
  }
  return first
}
