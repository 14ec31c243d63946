import { expect, test } from 'vitest'
import { NAMING_TABLES } from '../../../src/doc/merged-items.ts'
import { TABLES, TABLE_NAMES } from '../../../src/model/tables.ts'

test('every kind of record that names an item is read as its heir’s, but for stays in a sprint', () => {
  const naming = TABLE_NAMES.filter((table) => {
    const { entries } = TABLES[table].schema as unknown as { readonly entries: object }
    return 'item' in entries || 'items' in entries
  })
  expect(naming.filter((table) => !NAMING_TABLES.includes(table))).toEqual(['pulls'])
})
