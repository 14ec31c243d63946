/**
 * Repair between two hosts that hold different records of a plan: each tells its frontier (`client -> [seq, hash]`), each
 * sends what the other lacks. Encoded documents are never compared.
 *
 * API: compareFrontiers(mine, theirs) -> what they lack, what I lack, and lines that went apart.
 */
import type { Frontier, Missing } from './ledger.ts'

export interface Comparison {
  /** Records of mine to send, line by line. Sent in this order some may have to wait; that is what holding is for. */
  readonly theyLack: readonly Missing[]
  readonly iLack: readonly Missing[]
  /** Lines with two different records of one seq: a copied folder or a cloned machine. */
  readonly split: readonly { readonly client: number; readonly seq: number }[]
}

export function compareFrontiers(mine: Frontier, theirs: Frontier): Comparison {
  const split: { client: number; seq: number }[] = []
  for (const [key, [seq, hash]] of Object.entries(mine)) {
    const other = theirs[key]
    if (other !== undefined && other[0] === seq && other[1] !== hash) split.push({ client: Number(key), seq })
  }
  return { theyLack: lacking(theirs, mine), iLack: lacking(mine, theirs), split }
}

/** What `these` lacks of `those`. */
function lacking(these: Frontier, those: Frontier): Missing[] {
  const missing: Missing[] = []
  for (const [key, [to]] of Object.entries(those)) {
    const held = these[key]?.[0] ?? 0
    if (to > held) missing.push({ client: Number(key), from: held + 1, to })
  }
  return missing
}
