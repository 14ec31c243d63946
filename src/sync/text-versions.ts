/**
 * What a text said to each of several people who edited it apart. The document keeps every character's place, also of those
 * that are gone, and the records say who wrote and who took away what: so each version is exact, whatever came together since.
 *
 * API: textVersions(text, records, pasts) -> one version a past, and the base that all of them began with.
 */
import * as Y from 'yjs'
import type { Struct } from './struct-places.ts'
import { readUpdate } from './update-form.ts'

/** A record that touched the text. */
export interface TextRecord {
  readonly client: number
  readonly seq: number
  readonly update: Uint8Array
}

/** Whether somebody knew this record. */
export type TextPast = (client: number, seq: number) => boolean

export interface TextVersions {
  readonly versions: readonly string[]
  /** What all of them knew. */
  readonly base: string
}

/** Null for a text too long to be compared letter by letter. */
export function textVersions(
  text: Y.Text,
  records: readonly TextRecord[],
  pasts: readonly TextPast[],
): TextVersions | null {
  if (placesIn(text) > MOST_LETTERS) return null
  const read = records.map(({ client, seq, update }) => {
    const { structs = [], deletes = [] } = readUpdate(update) ?? {}
    return { client, seq, structs: structs as readonly Struct[], deletes }
  })
  const written = new Ranges<{ readonly seq: number; readonly words: string | null }>()
  for (const { client, seq, structs } of read)
    for (const struct of structs) {
      if (!(struct instanceof Y.Item)) continue
      const words = struct.content instanceof Y.ContentString ? struct.content.str : null
      written.add(client, struct.id.clock, struct.length, { seq, words })
    }
  written.sort()
  const all: TextPast = (client, seq) => pasts.every((past) => past(client, seq))
  const [base = '', ...versions] = [all, ...pasts].map((past) => {
    const gone = new Ranges<null>()
    for (const { client, seq, deletes } of read)
      if (past(client, seq)) for (const one of deletes) gone.add(one.client, one.clock, one.len, null)
    gone.sort()
    let version = ''
    for (let item = text._start; item !== null; item = item.right) {
      const { client, clock } = item.id
      for (let at = clock; at < clock + item.length; at++) {
        const letter = written.at(client, at)
        if (letter !== null && !past(client, letter.value.seq)) continue
        if (gone.at(client, at) !== null) continue
        version += letterOf(item, at, letter)
      }
    }
    return version
  })
  return { base, versions }
}

const MOST_LETTERS = 200_000

function placesIn(text: Y.Text): number {
  let places = 0
  for (let item = text._start; item !== null; item = item.right) places += item.length
  return places
}

function letterOf(
  item: Y.Item,
  at: number,
  letter: { readonly clock: number; readonly value: { readonly words: string | null } } | null,
): string {
  if (item.content instanceof Y.ContentString) return item.content.str.charAt(at - item.id.clock)
  return letter?.value.words?.charAt(at - letter.clock) ?? ''
}

/** Runs of clocks by line. Those of one line may overlap only where they say the same. */
class Ranges<T> {
  readonly #lines = new Map<number, { clock: number; end: number; value: T }[]>()

  add(client: number, clock: number, length: number, value: T): void {
    const run = { clock, end: clock + length, value }
    const line = this.#lines.get(client)
    if (line === undefined) this.#lines.set(client, [run])
    else line.push(run)
  }

  /** Before the first look. Runs that overlap become one, so that a look finds them. */
  sort(): void {
    for (const [client, line] of this.#lines) {
      line.sort((a, b) => a.clock - b.clock)
      const apart: typeof line = []
      for (const run of line) {
        const last = apart.at(-1)
        if (last !== undefined && run.clock < last.end) last.end = Math.max(last.end, run.end)
        else apart.push({ ...run })
      }
      this.#lines.set(client, apart)
    }
  }

  at(client: number, clock: number): { readonly clock: number; readonly value: T } | null {
    const line = this.#lines.get(client) ?? []
    let low = 0
    let high = line.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((line[middle] as { clock: number }).clock <= clock) low = middle
      else high = middle - 1
    }
    const run = line[low]
    return run !== undefined && run.clock <= clock && clock < run.end ? run : null
  }
}
