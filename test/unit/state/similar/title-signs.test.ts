import { expect, test } from 'vitest'
import { createSimilarIndex } from '../../../../src/state/similar/similar-index.ts'
import { titleSigns, titleWords } from '../../../../src/state/similar/title-signs.ts'
import { createWordReader } from '../../../../src/state/similar/word-reader.ts'

const reader = createWordReader()
const signs = (one: string, other: string) =>
  titleSigns(titleWords(reader.wordsOf(one)), titleWords(reader.wordsOf(other)))

test('the same words around something that each says of its own speak against one wish', () => {
  expect(signs('Export invoices to Excel', 'Import invoices from Excel')).toEqual({
    shared: 0.5,
    swapped: 0.5,
    worded: 0.5,
    apart: 1,
  })
  expect(signs('Audit log of permission changes', 'Permission to see the audit log').worded).toBeGreaterThan(0.5)
})

test('a slip of the pen is nothing of its own, and neither are words that mean the same', () => {
  expect(signs('Show berths of the marina', 'Show berths of the mariina').swapped).toBe(0)
  expect(signs('Delete an account', 'Remove an account')).toEqual({ shared: 0.5, swapped: 0, worded: 0, apart: 0 })
})

test('one title that says all that the other says, and more, has nothing against it', () => {
  expect(signs('Dark mode', 'Dark mode for printed reports')).toMatchObject({ swapped: 0, worded: 0, apart: 0 })
})

test('of hundreds of items that share a word, the one that shares most is found, wherever it stands', () => {
  const index = createSimilarIndex(createWordReader())
  const words = ['berth', 'quay', 'harbour', 'crane', 'buoy', 'pilot', 'tide']
  index.put(
    Array.from({ length: 400 }, (_, i) => ({
      id: `${i}`,
      title: `Ferry ${words[i % 7] ?? ''} ${words[(i * 3 + 1) % 7] ?? ''} number ${i}`,
      text: '',
    })),
  )
  for (const at of [0, 120, 399]) {
    const id = `wanted-${at}`
    index.put([{ id, title: `Ferry timetable on paper ${at}`, text: '' }])
    expect(index.like(`Paper timetable ${at} of the ferry`, '', null, 0, 1)[0]?.id).toBe(id)
  }
  expect(index.like('Ferry', '', null, 0, 1_000)).toHaveLength(60)
})
