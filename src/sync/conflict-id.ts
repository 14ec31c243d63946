import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { encodeUtf8 } from 'lib0/string'
import { canonicalJson } from './canonical-json.ts'

/** A write that stands in a conflict: of a field its struct, of a text the record that edited it. */
export type Position =
  { readonly client: number; readonly clock: number } | { readonly client: number; readonly seq: number }

/**
 * The name of a conflict, on every host: what it is about, and exactly which writes stand against each other. One more
 * write makes another conflict of it. `field`: the key in the record's map, `label:later` for a member of a set.
 */
export function conflictId(record: string, field: string, heads: readonly Position[], known?: KnownIds): string {
  const text = canonicalJson([record, field, heads.map(positionText).sort()])
  const before = known?.get(text)
  if (before !== undefined) return before
  const id = bytesToHex(sha256(encodeUtf8(text))).slice(0, ID_LENGTH)
  known?.set(text, id)
  return id
}

/** For whoever asks for the same names again and again: hashing is most of the work. */
export type KnownIds = Map<string, string>

/** 128 bits. */
const ID_LENGTH = 32

export function positionText(at: Position): string {
  return 'clock' in at ? `${at.client}/${at.clock}` : `${at.client}.${at.seq}`
}
