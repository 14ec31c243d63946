import type { LastChange } from '../../contract/history-calls.ts'
import type { HistoryIndex } from './history-index.ts'

/** The last record of each item, of its parts too. Known from the index alone: no journal is read. */
export function lastChangesOf(index: HistoryIndex): LastChange[] {
  const last = new Map<string, number>()
  index.paths.forEach((path, number) => {
    const item = path.startsWith('items/') ? path : index.ownerOf(path)
    if (item === undefined) return
    // The newest by arrival comes first; what arrived late may have been made later all the same.
    let at = last.get(item) ?? -Infinity
    for (const record of index.touchingPath(number)) at = Math.max(at, index.planTimeOf(record))
    if (at > -Infinity) last.set(item, at)
  })
  return [...last].map(([item, at]) => [item.replace(/^items\//, ''), at])
}
