/**
 * Of each record of a line its mark and the end of its structs: 16 bytes a record in memory, about 8 in a snapshot. With it
 * a second record of some number is told from the same one come twice, and what others say they knew is checked exactly.
 */
import { fromBase64, toBase64 } from 'lib0/buffer'
import { createDecoder, readUint8Array, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeUint8Array, writeVarUint } from 'lib0/encoding'
import { MARK_BYTES } from './record-mark.ts'

export interface LinePast {
  /** Seq of the first record that it knows of; older ones came before pasts were kept. */
  readonly from: number
  readonly marks: number[]
  readonly ends: number[]
}

export type SavedPast = readonly [from: number, startClock: number, packed: string]

export function savePast({ from, marks, ends }: LinePast): SavedPast {
  const encoder = createEncoder()
  const bytes = new Uint8Array(MARK_BYTES)
  let last = ends[0] ?? 0
  ends.forEach((end, i) => {
    writeVarUint(encoder, end - last)
    last = end
    let rest = marks[i] as number
    for (let at = MARK_BYTES - 1; at >= 0; at--) {
      bytes[at] = rest % 256
      rest = Math.floor(rest / 256)
    }
    writeUint8Array(encoder, bytes)
  })
  return [from, ends[0] ?? 0, toBase64(toUint8Array(encoder))]
}

export function readPast([from, start, packed]: SavedPast): LinePast {
  const bytes = fromBase64(packed)
  const decoder = createDecoder(bytes)
  const past: LinePast = { from, marks: [], ends: [] }
  let end = start
  while (decoder.pos < bytes.length) {
    end += readVarUint(decoder)
    let mark = 0
    for (const byte of readUint8Array(decoder, MARK_BYTES)) mark = mark * 256 + byte
    past.ends.push(end)
    past.marks.push(mark)
  }
  return past
}
