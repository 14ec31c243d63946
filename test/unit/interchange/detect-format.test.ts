import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readImport } from '../../../src/interchange/read-import.ts'
import type { ImportFormat } from '../../../src/model/import-report.ts'
import { NO_CHOICES } from '../../support/import-into.ts'

const read = (text: string | Uint8Array, format: ImportFormat | null = null) =>
  readImport(typeof text === 'string' ? new TextEncoder().encode(text) : text, 'export.csv', { ...NO_CHOICES, format })
const header = (name: string) => readFileSync(new URL(`../../fixtures/imports/${name}`, import.meta.url), 'utf8').trim()

test.each([
  ['jira-2019-style.csv', 'jira-csv'],
  ['jira-cloud-2020s.csv', 'jira-csv'],
  ['linear-30col.csv', 'csv'],
  ['linear-importer-23col.csv', 'csv'],
  ['azure-tree.csv', 'csv'],
  ['azure-tree-full.csv', 'csv'],
  ['plane-export.csv', 'csv'],
])('the real header of %s is read as %s', (name, format) => {
  const columns = header(name).split(',').length
  const result = read(`${header(name)}\r\n${Array.from({ length: columns }, (_, i) => `v${i}`).join(',')}\r\n`)
  expect(result.ok && result.value.format).toBe(format)
  expect(result.ok && result.value.columns).toHaveLength(columns)
  expect(result.ok && result.value.needsMapping).toBe(false)
})

test('a Trello board and an Ordinal plan are known by their content, whatever the file is called', () => {
  expect(read('{"name":"b","lists":[],"cards":[]}')).toMatchObject({ ok: true, value: { format: 'trello-json' } })
  expect(read('{"format":"ordinal-plan","version":1,"plan":{},"items":[]}')).toMatchObject({
    ok: true,
    value: { format: 'ordinal-json' },
  })
})

test.each([
  ['an Excel workbook', new Uint8Array([0x50, 0x4b, 3, 4, 20]), null, 'Excel'],
  ['a PDF', new TextEncoder().encode('%PDF-1.7'), null, 'PDF'],
  ['bytes of a picture', new Uint8Array([0x89, 0, 0x4e, 0x47]), null, 'not a text file'],
  ['an empty file', new Uint8Array(), null, 'empty'],
  ['white space', '\uFEFF \r\n ', null, 'empty'],
  ['a header alone', 'Summary,Issue key\r\n', null, 'no rows'],
  ['a web page', '<!doctype html><table>', null, 'web page'],
  ['JSON that is cut short', '{"format":"ordinal-plan","items":[', null, 'cut short'],
  ['other JSON', '{"a":1}', null, 'neither'],
  ['JSON that nests without end', '['.repeat(100_000), null, 'levels'],
  ['a CSV that claims to be a board', 'title\r\nA', 'trello-json', 'not a Trello board'],
  ['a CSV that claims to come from Jira', 'title\r\nA', 'jira-csv', 'Issue key'],
  ['a board that claims to be a plan', '{"lists":[],"cards":[]}', 'ordinal-json', 'not an Ordinal plan'],
  [
    'a plan with a wrong field',
    '{"format":"ordinal-plan","version":1,"plan":{},"items":[{"id":"a","title":5}]}',
    null,
    'items.0.title',
  ],
  [
    'a plan with an id twice',
    '{"format":"ordinal-plan","version":1,"plan":{},"items":[{"id":"a","title":"x"},{"id":"a","title":"y"}]}',
    null,
    'twice',
  ],
  [
    'a plan with an id that is none',
    '{"format":"ordinal-plan","version":1,"plan":{},"items":[{"id":"../a","title":"x"}]}',
    null,
    'items.0.id',
  ],
] as const)('%s fails with a sentence', (_, content, format, words) => {
  const result = read(content, format)
  expect(result.ok).toBe(false)
  expect(!result.ok && result.error.message).toContain(words)
})

test('200,000 rows are refused with the limit and the way out', () => {
  const result = read(`title\r\n${'A\r\n'.repeat(200_000)}`)
  expect(result).toMatchObject({ ok: false, error: { type: 'too-many-rows' } })
  expect(!result.ok && result.error.message).toMatch(/50,000 rows.*split the file/i)
})

test('50,000 rows are taken', () => {
  const result = read(`title\r\n${'A\r\n'.repeat(50_000)}`)
  expect(result.ok && result.value.items.length).toBe(50_000)
})

test('text in Windows-1252 and in UTF-16 keeps its accents', () => {
  const cp1252 = read(new Uint8Array([...new TextEncoder().encode('title\r\nCaf'), 0xe9, 0x20, 0x80]))
  expect(cp1252.ok && cp1252.value.items[0]?.fields.title).toBe('Café €')
  expect(cp1252.ok && cp1252.value.notes.join()).toContain('Windows-1252')
  const utf16 = new Uint8Array([
    0xff,
    0xfe,
    ...[...'title\tkind\r\nÄ ⚓️\tbug'].flatMap((c) =>
      [...c].flatMap((x) => {
        const code = x.charCodeAt(0)
        return [code & 255, code >> 8]
      }),
    ),
  ])
  const read16 = read(utf16)
  expect(read16.ok && read16.value.items[0]?.fields).toMatchObject({ title: 'Ä ⚓️', kind: 'bug' })
})
