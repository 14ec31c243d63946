import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { crc32 } from 'node:zlib'
import type { Belongs, RecordFacts, TitleFact } from './record-facts.ts'

/**
 * The facts of one closed segment's records, so that History need not read the segment again:
 * `ORDFACT1` | u32 crc of the rest | segment number | names | records. A cache: whoever finds it damaged makes it anew.
 */
const MAGIC = new TextEncoder().encode('ORDFACT1')

export function encodeFacts(segment: number, facts: readonly RecordFacts[]): Uint8Array {
  const names = new Map<string, number>()
  const body = encoding.createEncoder()
  const nameOf = (name: string): void => {
    let number = names.get(name)
    if (number === undefined) names.set(name, (number = names.size))
    encoding.writeVarUint(body, number)
  }
  for (const one of facts) writeRecord(body, one, nameOf)
  const head = encoding.createEncoder()
  encoding.writeVarUint(head, segment)
  encoding.writeVarUint(head, facts.length)
  encoding.writeVarUint(head, names.size)
  for (const name of names.keys()) encoding.writeVarString(head, name)
  const rest = Buffer.concat([encoding.toUint8Array(head), encoding.toUint8Array(body)])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(rest))
  return new Uint8Array(Buffer.concat([MAGIC, sum, rest]))
}

/** Null if it is damaged, of another segment or of a newer Ordinal. */
export function decodeFacts(bytes: Uint8Array, segment: number): RecordFacts[] | null {
  const rest = bytes.subarray(MAGIC.length + 4)
  if (bytes.length < MAGIC.length + 8 || !MAGIC.every((byte, i) => bytes[i] === byte)) return null
  if (new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length) !== crc32(rest)) return null
  const decoder = decoding.createDecoder(rest)
  if (decoding.readVarUint(decoder) !== segment) return null
  const count = decoding.readVarUint(decoder)
  const names = Array.from({ length: decoding.readVarUint(decoder) }, () => decoding.readVarString(decoder))
  return Array.from({ length: count }, () => readRecord(decoder, () => names[decoding.readVarUint(decoder)] as string))
}

function writeRecord(to: encoding.Encoder, facts: RecordFacts, name: (name: string) => void): void {
  const number = (value: number): void => encoding.writeVarUint(to, value)
  number(facts.offset)
  number(facts.client)
  number(facts.seq)
  encoding.writeFloat64(to, facts.time)
  number(facts.start)
  number(facts.end - facts.start)
  name(facts.change)
  number(facts.person === null ? 0 : 1)
  if (facts.person !== null) name(facts.person)
  name(facts.device)
  number(facts.sorts)
  number(facts.entries)
  number(facts.after.length)
  for (const mark of facts.after) number(mark)
  number(facts.runs.length)
  for (const { clock, to: where } of facts.runs) {
    number(clock)
    number(typeof where === 'string' ? 1 : 0)
    if (typeof where === 'string') name(where)
    else for (const part of where) number(part)
  }
  number(facts.deletes.length)
  for (const [client, clock] of facts.deletes) {
    number(client)
    number(clock)
  }
  number(facts.named.length)
  for (const path of facts.named) name(path)
  number(facts.titles.length)
  for (const { clock, title, from } of facts.titles) {
    number(clock)
    encoding.writeVarString(to, title)
    number(from === null ? 0 : 1)
    if (from !== null) for (const part of from) number(part)
  }
  number(facts.owners.length)
  for (const { clock, item } of facts.owners) {
    number(clock)
    name(item)
  }
}

function readRecord(from: decoding.Decoder, name: () => string): RecordFacts {
  const number = (): number => decoding.readVarUint(from)
  const many = <T>(read: () => T): T[] => {
    const list: T[] = []
    for (let left = number(); left > 0; left--) list.push(read())
    return list
  }
  const id = (): [number, number] => [number(), number()]
  const offset = number()
  const client = number()
  const seq = number()
  const time = decoding.readFloat64(from)
  const start = number()
  const end = start + number()
  const change = name()
  const person = number() === 0 ? null : name()
  const device = name()
  const sorts = number()
  const entries = number()
  const after = many(number)
  const runs = many(() => ({ clock: number(), to: (number() === 1 ? name() : id()) as Belongs }))
  const deletes = many(id)
  const named = many(name)
  const titles = many((): TitleFact => ({
    clock: number(),
    title: decoding.readVarString(from),
    from: number() === 0 ? null : id(),
  }))
  const owners = many(() => ({ clock: number(), item: name() }))
  return {
    ...{ offset, client, seq, time, start, end, change, person, device, sorts, entries },
    ...{ after, runs, deletes, named, titles, owners },
  }
}
