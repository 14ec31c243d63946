import { expect, test } from 'vitest'
import type { Entry } from '../../../src/model/envelope.ts'
import type { HistoryLine } from '../../../src/state/history-source.ts'
import { newsOf } from '../../../src/state/since-words.ts'

const ABOUT = 'items/card'
const nameOf = (record: string): string => ({ [ABOUT]: 'Pay by card', 'people/ben': 'Ben Ito' })[record] ?? record

/** Oldest first, as it happened; a group has the newest first. */
function news(...told: (Partial<Omit<HistoryLine, 'entries'>> & { entries: Partial<Entry>[] })[]) {
  const lines = told.map(({ entries, ...part }, n): HistoryLine => ({
    change: `c${n}`,
    author: { person: 'ben', role: 'po', forTeam: null },
    device: 'd',
    time: n,
    at: n,
    until: n,
    undoes: null,
    others: 0,
    records: 1,
    items: ['card'],
    ...part,
    entries: entries.map((one) => ({
      name: 'item.edit',
      record: ABOUT,
      field: '',
      from: null,
      to: null,
      why: '',
      ...one,
    })),
  }))
  return newsOf({ about: ABOUT, lines: lines.reverse() }, nameOf)
}
const facts = (...told: Parameters<typeof news>) => news(...told).facts

test('of each field its whole effect is told, however often it changed', () => {
  expect(
    facts(
      { entries: [{ field: 'rank', from: 14, to: 9 }] },
      { entries: [{ field: 'rank', from: 9, to: 3, why: 'the auditor comes in May' }] },
      { entries: [{ field: 'estimate', from: 5, to: 13 }] },
      { entries: [{ field: 'estimate', from: 13, to: 8 }] },
      { entries: [{ record: 'criteria/a', to: 'A' }] },
      { entries: [{ record: 'criteria/b', to: 'B' }] },
      { entries: [{ name: 'comment.add', record: 'comments/c', to: 'C' }] },
    ),
  ).toEqual(['moved from 14 to 3', 'estimate 5 to 8', '2 criteria added', '1 comment'])
})

test('what was taken back is told as such, also where only the way back is new', () => {
  const up = { entries: [{ field: 'estimate', from: 5, to: 8 }] }
  const back = {
    undoes: 'c0',
    entries: [
      { name: 'change.undo', record: '', to: 'c0' },
      { name: 'undo.set', field: 'estimate', from: 8, to: 5 },
    ],
  }
  const without = { ...back, entries: back.entries.slice(1) }
  expect(facts(up, without)).toEqual(['estimate changed and put back'])
  expect(facts(without)).toEqual(['estimate back to 5'])
  expect(
    facts(
      { entries: [{ field: 'rank', from: 4, to: 1 }] },
      { undoes: 'c0', entries: [{ name: 'undo.set', field: 'rank', from: 'a1', to: 'a4' }] },
    ),
  ).toEqual(['moved and put back'])
  expect(
    facts(
      { entries: [{ name: 'item.create', to: 'Pay by card' }] },
      { undoes: 'c0', entries: [{ name: 'undo.create', field: 'deleted', to: { by: 'ben', at: 1, why: '' } }] },
    ),
  ).toEqual(['new', 'deleted'])
})

test('reasons stand once each with who gave them, and kinds say what sort of news it is', () => {
  const told = news(
    { entries: [{ name: 'item.create', to: 'Pay by card' }] },
    { entries: [{ name: 'item.stage', field: 'stage', from: 'open', to: 'dropped', why: 'nobody asks for it' }] },
    {
      author: { person: 'cleo', role: 'po', forTeam: null },
      entries: [{ field: 'labels', to: 'later', why: 'nobody asks for it' }],
    },
  )
  expect(told.reasons).toEqual([{ words: 'nobody asks for it', person: 'ben' }])
  expect([...told.kinds].sort()).toEqual(['done', 'new', 'refined'])
  expect(told.people).toEqual(['cleo', 'ben'])
  expect(told.facts).toEqual(['new', 'dropped', 'with label “later”'])
})

test('an import is one line', () => {
  const line = {
    ...news({ entries: [] }).group.lines[0],
    entries: [{ name: 'import', record: '', field: '', from: 'jira-csv', to: 500, why: '' }],
  } as HistoryLine
  const told = newsOf({ about: 'change/c0', lines: [line] }, nameOf)
  expect(told.facts).toEqual(['Imported 500 items from a Jira export'])
  expect([...told.kinds]).toEqual(['rest'])
})
