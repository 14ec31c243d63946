import * as Y from 'yjs'
import type { FieldHistory } from './take-back-fields.ts'

/**
 * Which of these records others have worked on or with since they were made: they wrote in it, or something of theirs that
 * is not deleted points to it - a criterion, a comment, an item in an epic. Its place in the order does not count, since
 * moving its neighbours may give it another key.
 */
export function usedByOthers(
  doc: Y.Doc,
  made: ReadonlySet<string>,
  history: FieldHistory,
  areTheirs: (client: number, clock: number, len: number) => boolean,
): ReadonlySet<string> {
  const used = new Set<string>()
  if (made.size === 0) return used
  const pathsById = new Map<string, string[]>()
  for (const path of made) {
    const id = path.slice(path.indexOf('/') + 1)
    pathsById.set(id, [...(pathsById.get(id) ?? []), path])
  }
  for (const [root, table] of doc.share) {
    for (const [id, entry] of table._map) {
      const record = entry.deleted ? null : recordIn(entry)
      if (record === null) continue
      const path = `${root}/${id}`
      const isNew = made.has(path)
      const isLive = (record.get('deleted') ?? null) === null
      for (const [key, item] of record._map) {
        if (item.deleted || key === 'deleted') continue
        if (isNew) {
          if (!used.has(path) && wroteOthers(item)) used.add(path)
        } else if (isLive) pointsTo(item, key)
      }
    }
  }
  return used

  function pointsTo(item: Y.Item, key: string): void {
    const write = history.last(item)
    const value = history.valueOf(write)
    const ids = typeof value === 'string' ? [value] : value === true ? [key.slice(key.indexOf(':') + 1)] : []
    for (const path of ids.flatMap((id) => pathsById.get(id) ?? []))
      if (!used.has(path) && !history.isTheirs(write)) used.add(path)
  }

  function wroteOthers(item: Y.Item): boolean {
    if (!(item.content instanceof Y.ContentType)) return !history.isTheirs(history.last(item))
    const { type } = item.content
    if (!(type instanceof Y.Text)) return false
    for (let run = type._start; run !== null; run = run.right) {
      if (!run.deleted && !areTheirs(run.id.client, run.id.clock, run.length)) return true
    }
    return false
  }
}

function recordIn({ content }: Y.Item): Y.Map<unknown> | null {
  return content instanceof Y.ContentType && content.type instanceof Y.Map ? content.type : null
}
