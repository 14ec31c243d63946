/**
 * The header of a record as JSON with short keys, and back.
 *
 *   a after {client: [seq, clock]}   b which records those were (record-mark.ts)   c client   d device   e entries [[name, record, field, from, to, why]]   g change
 *   n seq   p plan   t time   v version   w who {p person, r role, f for team, c claimed, g guest's name}
 *
 * Empty ones are left out. Keys that are not in this list survive, because the bytes do.
 */
import type { Author, Entry, Envelope, Knowledge } from '../model/envelope.ts'
import { calendarTime } from '../model/plan-time.ts'
import { canonicalJson } from './canonical-json.ts'

/** Client ids, sequence numbers and clocks are whole numbers from 0; Yjs draws client ids from 32 bits. */
export const MAX_CLIENT = 2 ** 32
export const MAX_CLOCK = 2 ** 31

export interface RecordHeader extends Omit<Envelope, 'update'> {
  readonly v: number
  readonly plan: string
  readonly device: string
  /** Tells which records of those numbers the writer knew; empty where it does not say. See record-mark.ts. */
  readonly branch: string
  readonly more: Readonly<Record<string, unknown>>
}

type Json = Readonly<Record<string, unknown>>
const KNOWN = new Set(['a', 'b', 'c', 'd', 'e', 'g', 'n', 'p', 't', 'v', 'w'])

export function headerOf(
  envelope: Envelope,
  signer: {
    readonly plan: string
    readonly device: string
    readonly v: number
    readonly branch?: string | undefined
    readonly more?: Json
  },
): Json {
  const { after, author, entries } = envelope
  return {
    ...signer.more,
    a: isEmpty(after) ? undefined : after,
    b: signer.branch,
    c: envelope.client,
    d: signer.device,
    e:
      entries.length === 0
        ? undefined
        : entries.map((e) => [e.name, e.record, e.field, e.from ?? null, e.to ?? null, e.why]),
    g: envelope.change,
    n: envelope.seq,
    p: signer.plan,
    t: envelope.time,
    v: signer.v,
    w: {
      p: author.person ?? undefined,
      r: author.role ?? undefined,
      f: author.forTeam ?? undefined,
      c: author.claimed,
      g: author.guest,
    },
  }
}

/** The header, or what is wrong with it, as the rest of "This is no record: ...". Throws if it is no JSON at all. */
export function readHeader(text: string): RecordHeader | string {
  const json: unknown = JSON.parse(text)
  if (!isObject(json)) return 'its header is no object'
  // A second spelling of the same header (a key twice, other white space) could be read differently by another reader.
  if (canonicalJson(json) !== text) return 'its header is not canonical'
  const { c, d, g, n, p, t, v } = json
  if (!isCount(v, MAX_CLIENT) || v === 0) return 'its version is missing'
  if (!isName(p) || !isName(d) || !isName(g)) return 'plan, device or change is missing'
  if (!isCount(c, MAX_CLIENT) || !isCount(n, MAX_CLOCK) || n === 0) return 'its place in a line is missing'
  if (typeof t !== 'number') return 'its time is missing'
  const after = readAfter(json.a ?? {})
  if (after === null) return 'what it builds on cannot be read'
  const author = readAuthor(json.w ?? {})
  const entries = readEntries(json.e ?? [], v)
  if (author === null || entries === null) return 'its author or its entries cannot be read'
  const branch = isText(json.b) ? json.b : ''
  const more = Object.fromEntries(Object.entries(json).filter(([key]) => !KNOWN.has(key)))
  return {
    v,
    plan: p,
    device: d,
    client: c,
    seq: n,
    after,
    author,
    time: calendarTime(t),
    change: g,
    entries,
    branch,
    more,
  }
}

function readAfter(json: unknown): Knowledge | null {
  if (!isObject(json)) return null
  for (const [client, mark] of Object.entries(json)) {
    if (!/^(0|[1-9]\d{0,9})$/.test(client) || Number(client) >= MAX_CLIENT) return null
    if (!Array.isArray(mark) || mark.length !== 2 || !isCount(mark[0], MAX_CLOCK) || !isCount(mark[1], MAX_CLOCK))
      return null
  }
  return json as Knowledge
}

function readAuthor(json: unknown): Author | null {
  if (!isObject(json)) return null
  const { p = null, r = null, f = null, g } = json
  if (!isNameOrNull(p) || !isNameOrNull(r) || !isNameOrNull(f)) return null
  return {
    person: p,
    role: r,
    forTeam: f,
    ...(json.c === true ? { claimed: true as const } : {}),
    ...(isName(g) ? { guest: g } : {}),
  }
}

/** Entries of a newer version that have another shape are passed on and not shown. */
function readEntries(json: unknown, v: number): readonly Entry[] | null {
  if (!Array.isArray(json)) return v > 1 ? [] : null
  const entries: Entry[] = []
  for (const e of json as unknown[]) {
    if (Array.isArray(e) && isText(e[0]) && isText(e[1]) && isText(e[2]) && isText(e[5]))
      entries.push({ name: e[0], record: e[1], field: e[2], from: e[3], to: e[4], why: e[5] })
    else if (v === 1) return null
  }
  return entries
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const isName = (value: unknown): value is string => isText(value) && value.length > 0 && value.length <= 200
const isNameOrNull = (value: unknown): value is string | null =>
  value === null || (isText(value) && value.length <= 200)
const isCount = (value: unknown, below: number): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < below
const isEmpty = (object: object): boolean => Object.keys(object).length === 0
