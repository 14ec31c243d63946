import * as Y from 'yjs'
import type { Plan } from '../../doc/plan.ts'
import { isFileHash, type Attachment } from '../../model/attachment.ts'

export interface NamedFile {
  /** As its writer said, who may have lied: only what is on the disk counts. */
  readonly size: number
  /** It hangs on an item still. */
  readonly isLive: boolean
  readonly last: Attachment
}

/** Files that records name, removed ones too: they are in the past. */
export function namedFiles(plan: Plan): ReadonlyMap<string, NamedFile> {
  const all = new Map<string, NamedFile>()
  for (const row of plan.rows('attachments').values()) {
    if (!isFileHash(row.hash)) continue
    const isLive = row.deleted === null || all.get(row.hash)?.isLive === true
    all.set(row.hash, { size: row.size, isLive, last: row })
  }
  return all
}

/** All hashes that any record speaks of, also one that this version cannot read. */
export function spokenOf({ doc }: Plan): ReadonlySet<string> {
  const hashes = new Set<string>()
  doc.getMap('attachments').forEach((record) => {
    const hash: unknown = record instanceof Y.Map ? record.get('hash') : null
    if (isFileHash(hash)) hashes.add(hash)
  })
  return hashes
}
