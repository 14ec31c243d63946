import { expect, test } from 'vitest'
import { createItem } from '../../../../src/commands/create-item.ts'
import { deleteItems } from '../../../../src/commands/delete-item.ts'
import { editItem } from '../../../../src/commands/edit-item.ts'
import { partsOfCompound } from '../../../../src/state/similar/compounds.ts'
import { languageOf } from '../../../../src/state/similar/languages.ts'
import { createSimilarIndex } from '../../../../src/state/similar/similar-index.ts'
import { serveSimilar } from '../../../../src/state/similar/similar-service.ts'
import { createSimilar, type SimilarPort } from '../../../../src/state/similar/similar.ts'
import { createWordReader } from '../../../../src/state/similar/word-reader.ts'
import { inMemoryPlan } from '../../../support/in-memory-plan.ts'
import { labelledPairs } from '../../../bench/similar/labelled-pairs.ts'

const others = [
  'Print the harbour map',
  'Tide tables for guests',
  'Rückerstattung von Anzahlungen',
  'Season tickets',
  'Winterlager verwalten',
  'Webcam of the quay',
]

function indexOf(...titles: string[]) {
  const index = createSimilarIndex(createWordReader())
  index.put([...titles, ...others].map((title) => ({ id: title, title, text: '' })))
  return index
}
const like = (index: ReturnType<typeof indexOf>, title: string) =>
  index.like(title, '', null, 0.45, 6).map(({ id }) => id)

test('one wish in other words is found, English and German, with slips of the pen and compounds', () => {
  const index = indexOf(
    'Export invoices to Excel',
    'App crashes when a photo is uploaded',
    'Passwort zurücksetzen',
    'Warteliste drucken',
    'Kundennummer fehlt auf dem Lieferschein',
  )
  expect(like(index, 'Download bills as spreadsheet')).toContain('Export invoices to Excel')
  expect(like(index, 'Crash while uploading photos')).toContain('App crashes when a photo is uploaded')
  expect(like(index, 'Kennwort neu setzen / zurücksetzen')).toContain('Passwort zurücksetzen')
  expect(like(index, 'Ausdruck der Warteliste')).toContain('Warteliste drucken')
  expect(like(index, 'Kundennumer fehlt auf Lieferschien')).toContain('Kundennummer fehlt auf dem Lieferschein')
  expect(like(index, 'Invite a friend')).toEqual([])
  expect(like(index, '')).toEqual([])
})

test('two wishes of one sort are told apart by the word that is another one', () => {
  const index = indexOf('Export invoices to Excel', 'Export of invoices as an Excel file')
  const score = (title: string) =>
    index.like(title, '', null, 0, 6).find(({ id }) => id === 'Export invoices to Excel')?.score ?? 0
  expect(score('Excel export of invoices')).toBeGreaterThan(score('Export contacts to Excel') + 0.2)
})

test('what is edited or taken out is found as it is now, however often that happens', () => {
  const index = indexOf('Waiting list')
  for (let turn = 0; turn < 1_500; turn++) index.put([{ id: 'a', title: `Guest nights ${turn}`, text: '' }])
  index.put([{ id: 'a', title: 'Waitlist', text: '' }])
  expect(index.like('waiting list', '', 'Waiting list', 0.45, 6).map(({ id }) => id)).toEqual(['a'])
  index.remove(['a', 'Waiting list'])
  expect(like(index, 'waiting list')).toEqual([])
  expect(index.ids).toHaveLength(others.length)
})

test('German compounds are cut into words that the plan uses, and unknown ones stay whole', () => {
  const words = new Set(['passwort', 'lange', 'kunde', 'nummer', 'liefer'])
  const parts = (word: string) => partsOfCompound(word, (part) => words.has(part))
  expect(parts('passwortlange')).toEqual(['passwort', 'lange'])
  expect(parts('kundennummer')).toEqual(['kunde', 'nummer'])
  expect(parts('seilbahn')).toEqual([])
  expect(parts('')).toEqual([])
})

test('other languages get their stems where there are some, and are compared as they stand where there are none', async () => {
  const french = createWordReader(await languageOf('fr-CH'))
  expect(french.read('les factures')).toEqual(french.read('facture'))
  const none = createWordReader(await languageOf('xx'))
  expect(none.read('zupa pomidorowa')).toEqual(['zupa', 'pomidorowa'])
  expect(createWordReader(await languageOf('ja')).read('待機リストを印刷する').length).toBeGreaterThan(1)
})

test('a text of ten megabytes is compared by its beginning, at once', () => {
  const index = indexOf('Waiting list')
  const begun = performance.now()
  expect(index.like('waiting list '.repeat(800_000), '', null, 0.45, 6).map(({ id }) => id)).toContain('Waiting list')
  expect(performance.now() - begun).toBeLessThan(2_000)
})

test('the window hears of similar items while a title is typed, after edits, and of all pairs', async () => {
  const at = inMemoryPlan()
  const { port1, port2 } = new MessageChannel()
  serveSimilar(port2 as never, () => new Promise((resolve) => setImmediate(resolve)))
  const [a, b, c] = ['Print the waiting list', 'Printout of the waitlist', 'Tide tables'].map((title) =>
    at.must(createItem, { title }),
  ) as [string, string, string]
  const similar = createSimilar({
    plan: at.plan,
    port: port1 as unknown as SimilarPort,
    language: 'en',
    later: () => () => undefined,
  })
  const ids = async (title: string) => (await similar.like(title, null))?.map(({ id }) => id).sort()
  expect(await ids('print waiting list')).toEqual([a, b].sort())
  expect((await similar.likeItem(a))?.map(({ id }) => id)).toEqual([b])
  const steps: number[] = []
  expect((await similar.pairs((done) => steps.push(done)))?.pairs).toMatchObject([{ one: [a, b].sort()[0] }])
  at.must(editItem, { id: b, field: 'title', value: 'Guest wifi' })
  expect(await ids('print waiting list')).toEqual([a])
  at.must(deleteItems, { ids: [a], why: '' })
  expect(await ids('print waiting list')).toEqual([])
  expect(await ids('table of tides')).toEqual([c])
  const [overtaken, last] = [similar.like('tide', null), similar.like('tide tables', null)]
  expect(await overtaken).toBeNull()
  expect(await last).toHaveLength(1)
  similar.stop()
  port1.close()
})

test('the labelled pairs are more than two hundred, of both languages, in two halves', () => {
  const pairs = labelledPairs()
  const count = (wanted: (pair: (typeof pairs)[number]) => boolean) => pairs.filter(wanted).length
  expect(count(({ same }) => same)).toBeGreaterThanOrEqual(200)
  expect(count(({ same }) => !same)).toBeGreaterThan(120)
  for (const language of ['english', 'german'] as const)
    for (const half of ['fit', 'measure'] as const)
      expect(count((pair) => pair.same && pair.language === language && pair.half === half)).toBeGreaterThan(40)
})
