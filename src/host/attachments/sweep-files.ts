import type { FileShelf } from '../vault/file-shelf.ts'

/**
 * So long bytes that no record names stay: a window that brought them may be closed before it says what they hang on, and say so
 * when it is opened again. Records are never taken out of a plan, so nothing of its past needs what none of them names.
 */
export const UNNAMED_FOR_MS = 30 * 24 * 3600 * 1000

/** Since when bytes lie here that no record names, by hash; milliseconds since 1970. */
export type Unnamed = Readonly<Record<string, number>>

/**
 * Takes away what nobody needs any more: what came of files that nobody fetches and that no record names or that are here
 * whole, and whole files that no record has named for thirty days. Answers what is unnamed from now on.
 */
export async function sweepFiles(parts: {
  readonly shelf: Pick<FileShelf, 'list' | 'parts' | 'read' | 'drop'>
  /** Hashes that records of the plan speak of, as they are now. */
  readonly spokenOf: () => ReadonlySet<string>
  /** It is coming, or somebody brought it a moment ago. */
  readonly isInUse: (hash: string) => boolean
  readonly unnamed: Unnamed
  readonly now: number
}): Promise<Unnamed> {
  const { shelf, spokenOf, now } = parts
  const here = await shelf.list()
  for (const hash of (await shelf.parts()).keys()) {
    if (parts.isInUse(hash)) continue
    const isLeftOver = !spokenOf().has(hash) || (here.has(hash) && typeof (await shelf.read(hash)) !== 'string')
    if (isLeftOver && !parts.isInUse(hash)) await shelf.drop(hash, 'part')
  }
  const unnamed: Record<string, number> = {}
  for (const hash of here.keys()) {
    if (spokenOf().has(hash)) continue
    const since = parts.isInUse(hash) ? now : Math.min(now, parts.unnamed[hash] ?? now)
    if (now - since >= UNNAMED_FOR_MS) await shelf.drop(hash, 'file')
    else unnamed[hash] = since
  }
  return unnamed
}
