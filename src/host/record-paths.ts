import type { Entry } from '../model/envelope.ts'

/** The records of the plan (`items/<id>`) that a journal record touched: what it wrote, and what its words name. */
export function pathsOf(record: {
  readonly writes: readonly { readonly path: string }[]
  readonly texts: readonly string[]
  readonly entries: readonly Entry[]
}): Set<string> {
  const paths = new Set<string>()
  for (const { path } of record.writes) paths.add(recordPath(path))
  for (const path of record.texts) paths.add(recordPath(path))
  for (const { record: path } of record.entries) if (path !== '') paths.add(path)
  return paths
}

/** `items/<id>/title` belongs to `items/<id>`; a place (`ranks/<id>`) to its item. */
function recordPath(path: string): string {
  const [table, id] = path.split('/', 2)
  if (id === undefined) return path
  return `${table === 'ranks' ? 'items' : table}/${id}`
}
