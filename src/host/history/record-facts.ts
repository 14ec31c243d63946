import * as Y from 'yjs'
import type { Author, Entry } from '../../model/envelope.ts'
import { calendarTime } from '../../model/plan-time.ts'
import { SIGNATURE_LENGTH } from '../../sync/record.ts'
import { markOf } from '../../sync/record-mark.ts'
import { readUpdate } from '../../sync/update-form.ts'
import { sortsOf } from './change-sorts.ts'

/** Where a run of structs belongs: a record of the plan by its path, or wherever an older struct belongs. */
export type Belongs = string | readonly [client: number, clock: number]

/**
 * What the index needs of a record. It follows from the record's own bytes alone; where a struct belongs that names only its
 * neighbour is found when the index takes it in.
 */
export interface RecordFacts {
  /** Of the frame in its segment. */
  readonly offset: number
  readonly client: number
  readonly seq: number
  /** Tells it from any other of its number: see sync/record-mark.ts. */
  readonly mark: number
  /** By the writer's clock. */
  readonly time: number
  /** Where its structs begin and end; both 0 for one that only deletes. */
  readonly start: number
  readonly end: number
  readonly change: string
  readonly person: string | null
  readonly device: string
  /** Bits of change-sorts.ts. */
  readonly sorts: number
  readonly entries: number
  /** client, seq, client, seq ...: what it was made on, as far as its line did not say so before. */
  readonly after: readonly number[]
  /** From which clock on structs belong where, in order. */
  readonly runs: readonly { readonly clock: number; readonly to: Belongs }[]
  /** First clocks of what it deletes. */
  readonly deletes: readonly (readonly [client: number, clock: number])[]
  /** Records that its entries name. */
  readonly named: readonly string[]
  /** Titles and names that it gives. `from`: only if that struct holds a title. */
  readonly titles: readonly TitleFact[]
  /** Which struct says to which item its record belongs. */
  readonly owners: readonly { readonly clock: number; readonly item: string }[]
}

export interface TitleFact {
  readonly clock: number
  readonly title: string
  readonly from: readonly [client: number, clock: number] | null
}

const MAX_TITLE = 300

/** Null for bytes that are no record. */
export function factsOf(bytes: Uint8Array, offset: number): RecordFacts | null {
  const header = quickHeader(bytes)
  if (header === null) return null
  const { client, seq, time, change, author, device, after, entries } = header
  const read = readUpdate(updateOf(bytes))
  const structs = read?.structs ?? []
  const runs: { clock: number; to: Belongs }[] = []
  const titles: TitleFact[] = []
  const owners: { clock: number; item: string }[] = []
  const first = structs[0]
  const last = structs.at(-1)
  const start = first?.id.clock ?? 0
  const isCounted = entries.some((entry) => entry.record === '')
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue
    const to = belongs(struct)
    const before = runs.at(-1)
    // What hangs on a struct of this very record belongs where the last one does, as long as nothing came in between.
    const own = typeof to !== 'string' && to !== null && to[0] === client && to[1] >= (before?.clock ?? Infinity)
    if (to !== null && !own && !(typeof to === 'string' && before?.to === to)) runs.push({ clock: struct.id.clock, to })
    noteWords(struct, isCounted, entries, titles, owners)
  }
  return {
    offset,
    client,
    seq,
    mark: markOf(bytes.subarray(bytes.length - SIGNATURE_LENGTH)),
    time,
    start,
    end: last === undefined ? 0 : last.id.clock + last.length,
    change,
    person: author.person,
    device,
    sorts: sortsOf(entries),
    entries: entries.length,
    after,
    runs,
    deletes: (read?.deletes ?? []).map((range) => [range.client, range.clock] as const),
    named: [...new Set(entries.map((entry) => entry.record).filter((path) => path !== ''))],
    titles,
    owners,
  }
}

export interface QuickHeader {
  readonly client: number
  readonly seq: number
  readonly time: number
  readonly change: string
  readonly author: Author
  readonly device: string
  readonly entries: readonly Entry[]
  readonly after: readonly number[]
}

/**
 * A header without the checks of decodeRecord: what lies in the journal passed the gate. Its keys are those of
 * src/sync/record-header.ts. Null where there is none.
 */
export function quickHeader(bytes: Uint8Array): QuickHeader | null {
  try {
    const json = JSON.parse(textOf(bytes, 4, headerEnd(bytes))) as ShortHeader
    if (typeof json.c !== 'number' || typeof json.n !== 'number' || typeof json.g !== 'string') return null
    const after: number[] = []
    for (const key in json.a) after.push(Number(key), json.a[key]?.[0] ?? 0)
    return {
      client: json.c,
      seq: json.n,
      time: calendarTime(json.t),
      change: json.g,
      device: json.d,
      author: {
        person: json.w?.p ?? null,
        role: json.w?.r ?? null,
        forTeam: json.w?.f ?? null,
        ...(typeof json.w?.g === 'string' ? { guest: json.w.g } : {}),
      },
      entries: (json.e ?? [])
        .filter((e) => typeof e[0] === 'string' && typeof e[1] === 'string' && typeof e[2] === 'string')
        .map(([name, record, field, from, to, why]) => ({ name, record, field, from, to, why: why ?? '' })),
      after,
    }
  } catch {
    return null
  }
}

/** A record's Yjs update, without reading the rest. */
export function updateOf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(headerEnd(bytes), bytes.length - SIGNATURE_LENGTH)
}

interface ShortHeader {
  readonly a?: Readonly<Record<string, readonly [number, number]>>
  readonly c: number
  readonly d: string
  readonly e?: readonly (readonly [string, string, string, unknown, unknown, string])[]
  readonly g: string
  readonly n: number
  readonly t: number
  readonly w?: { readonly p?: string; readonly r?: string; readonly f?: string; readonly g?: string }
}

/** Much quicker for a few hundred bytes than a TextDecoder. */
function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8')
}

function headerEnd(bytes: Uint8Array): number {
  return 4 + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0)
}

/** Null: to nothing that can be told. */
function belongs({ parent, parentSub, origin, rightOrigin }: Y.Item): Belongs | null {
  if (typeof parent === 'string') return recordOfRoot(parent, parentSub)
  const to = (parent as unknown) instanceof Y.ID ? (parent as unknown as Y.ID) : (origin ?? rightOrigin)
  return to === null ? null : [to.client, to.clock]
}

/** `items/<id>`; a place belongs to its item, facts and texts of the plan to `plan`. */
function recordOfRoot(root: string, key: string | null): string {
  if (key === null || root === 'plan') return root === 'vision' || root === 'strategy' ? 'plan' : root
  return `${root === 'ranks' ? 'items' : root}/${key}`
}

function noteWords(
  struct: Y.Item,
  isCounted: boolean,
  entries: readonly Entry[],
  titles: TitleFact[],
  owners: { clock: number; item: string }[],
): void {
  const content: unknown = struct.content
  if (!(content instanceof Y.ContentAny) || content.arr.length !== 1 || typeof content.arr[0] !== 'string') return
  const value = content.arr[0]
  const clock = struct.id.clock
  const key = struct.parentSub
  if (key === 'item') owners.push({ clock, item: value })
  const title = value.slice(0, MAX_TITLE)
  if (key === 'title' || key === 'name') titles.push({ clock, title, from: null })
  else if (key === null && struct.origin !== null) {
    const named = entries.some((one) => (one.field === 'title' || one.field === 'name') && one.to === value)
    if (named) titles.push({ clock, title, from: null })
    else if (isCounted) titles.push({ clock, title, from: [struct.origin.client, struct.origin.clock] })
  }
}
