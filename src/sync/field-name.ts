import { TABLES, type TableName } from '../model/tables.ts'

/** A path in the words of entries: `items/<id>` and `labels`, `plan` and `name`, `items/<id>` and `rank`. */
export function fieldName(path: readonly string[]): { readonly record: string; readonly field: string } {
  const [root = '', id = '', key] = path
  if (root === 'ranks') return { record: `items/${id}`, field: 'rank' }
  if (key === undefined) return { record: path.length === 1 ? 'plan' : root, field: path.length === 1 ? root : id }
  const sets = Object.hasOwn(TABLES, root) ? TABLES[root as TableName].sets : {}
  const set = Object.entries(sets).find(([, prefix]) => key.startsWith(prefix))
  return { record: `${root}/${id}`, field: set ? set[0] : path.slice(2).join('/') }
}
