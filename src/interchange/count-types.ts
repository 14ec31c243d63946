import type { ImportType } from '../model/import-report.ts'

/** A file's own types of item, the most frequent first. A type that became several kinds is shown with its first. */
export function countTypes(rows: Iterable<{ readonly type: string; readonly kind: string }>): ImportType[] {
  const types = new Map<string, { name: string; kind: string; rows: number }>()
  for (const { type, kind } of rows) {
    if (type === '') continue
    const known = types.get(type.toLowerCase())
    if (known) known.rows += 1
    else types.set(type.toLowerCase(), { name: type, kind, rows: 1 })
  }
  return [...types.values()].sort((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1))
}
