/**
 * Which records of a split line count. A line's records are a tree, each hanging on the one that its signature covers; where
 * several hang on one, the one with the lower hash counts, everywhere. Looks at the line alone, so that every host that
 * holds the same records finds the same.
 */
import { toHexString } from 'lib0/buffer'
import { decodeUtf8 } from 'lib0/string'
import { FIRST_HASH, nextHash, splitRecord, verifyRecord, type PlanRecord, type RecordCrypto } from './record.ts'
import { markOf, NO_MARK, readStamps, stampOf } from './record-mark.ts'
import type { Fork, Rival } from './taken-out.ts'

interface Node {
  readonly record: PlanRecord
  readonly mark: number
  readonly hash: Uint8Array
  readonly children: Node[]
}

/** `records`: all of one line, in the order in which this host got them. */
export function findForks(
  records: readonly PlanRecord[],
  crypto: RecordCrypto,
  deviceKeys: (device: string) => Uint8Array | undefined,
): Fork[] {
  const root: Pick<Node, 'mark' | 'hash' | 'children'> = { mark: NO_MARK, hash: FIRST_HASH, children: [] }
  let parents: (typeof root)[] = [root]
  const bySeq = new Map<number, PlanRecord[]>()
  for (const record of records) bySeq.set(record.seq, [...(bySeq.get(record.seq) ?? []), record])
  for (let seq = 1; bySeq.has(seq) && parents.length > 0; seq++) {
    const nodes: Node[] = []
    const siblings = bySeq.get(seq) as PlanRecord[]
    for (const record of siblings) {
      const mark = markOf(record.signature)
      if (nodes.some((node) => node.mark === mark)) continue
      const parent = parentOf(record, parents, siblings.length > 1, crypto, deviceKeys)
      if (parent === undefined) continue
      const node = { record, mark, hash: nextHash(crypto, parent.hash, record.bytes), children: [] }
      parent.children.push(node)
      nodes.push(node)
    }
    parents = nodes
  }
  const forks: Fork[] = []
  for (let at = root; at.children.length > 0;) {
    const [kept, ...lost] = at.children.map(rivalOf).sort((a, b) => (a.hash < b.hash ? -1 : 1)) as [Rival, ...Rival[]]
    const first = at.children[0] as Node
    const { client, seq } = first.record
    if (lost.length > 0) forks.push({ client, seq, previous: at.mark, kept, lost, first: first.mark })
    at = at.children.find((child) => child.mark === kept.mark) as Node
  }
  return forks
}

function parentOf<N extends Pick<Node, 'mark' | 'hash' | 'children'>>(
  record: PlanRecord,
  parents: readonly N[],
  isSplit: boolean,
  crypto: RecordCrypto,
  deviceKeys: (device: string) => Uint8Array | undefined,
): N | undefined {
  const { previous } = readStamps(record.branch, record.after)
  const fitting = previous === '' ? parents : parents.filter(({ mark }) => stampOf(mark) === previous)
  if (fitting.length === 1 && (!isSplit || previous !== '')) return fitting[0]
  const key = deviceKeys(record.device)
  if (key === undefined || key.length === 0) return fitting.length === 1 ? fitting[0] : undefined
  return fitting.find(({ hash }) => verifyRecord(crypto, key, hash, record))
}

function rivalOf({ record, mark, hash }: Node): Rival {
  return { mark, hash: toHexString(hash), header: decodeUtf8(splitRecord(record.bytes).header.subarray(4)) }
}
