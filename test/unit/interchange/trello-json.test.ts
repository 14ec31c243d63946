import { expect, test } from 'vitest'
import { emptyPlan, importInto, titlesOf } from '../../support/import-into.ts'

const board = {
  name: 'Harbour board',
  lists: [
    { id: 'done', name: 'Done', closed: false, pos: 300 },
    { id: 'todo', name: 'To Do', closed: false, pos: 100 },
    { id: 'old', name: 'Old', closed: true, pos: 400 },
  ],
  cards: [
    {
      id: 'c1',
      idShort: 1,
      idList: 'done',
      name: 'Finished',
      desc: '',
      closed: false,
      due: null,
      dueComplete: false,
      pos: 1,
      idMembers: [],
      idLabels: [],
      labels: [],
      idChecklists: [],
      attachments: [],
      shortUrl: 'https://trello.example/c/1',
    },
    {
      id: 'c2',
      idShort: 2,
      idList: 'todo',
      name: 'Second',
      desc: '**Markdown** stays',
      closed: false,
      due: '2026-03-12T10:00:00.000Z',
      dueComplete: false,
      pos: 2.5,
      idMembers: ['m1'],
      labels: [
        { name: '', color: 'green_dark' },
        { name: 'pilot', color: 'red' },
      ],
    },
    { id: 'c3', idShort: 3, idList: 'todo', name: 'First', desc: '', closed: false, pos: 1.25 },
    { id: 'c4', idShort: 4, idList: 'todo', name: 'Archived', desc: '', closed: true, pos: 9 },
    { id: 'c5', idShort: 5, idList: 'old', name: 'On an archived list', pos: 1 },
    { id: 6, name: 'broken' },
  ],
  checklists: [
    {
      id: 'k1',
      idCard: 'c2',
      name: 'Acceptance criteria',
      pos: 1,
      checkItems: [
        { id: 'i2', name: 'second', state: 'incomplete', pos: 2 },
        { id: 'i1', name: 'first', state: 'complete', pos: 1 },
      ],
    },
    {
      id: 'k2',
      idCard: 'c2',
      name: 'Steps',
      pos: 2,
      checkItems: [{ id: 'i3', name: 'draw it', state: 'complete', pos: 1 }],
    },
  ],
  members: [{ id: 'm1', fullName: 'Ada', username: 'ada' }],
  actions: [
    { id: 'a2', type: 'commentCard', date: '2026-03-02T10:00:00.000Z', data: { text: 'later', card: { id: 'c2' } } },
    {
      id: 'a1',
      type: 'commentCard',
      date: '2026-03-01T10:00:00.000Z',
      memberCreator: { fullName: 'Ada' },
      data: { text: 'hello', card: { id: 'c2' } },
    },
    { id: 'a3', type: 'updateCard', date: '2026-03-01T10:00:00.000Z', data: { card: { id: 'c2' } } },
  ],
}

test('a board becomes one order, list by list and card by card', () => {
  const into = emptyPlan()
  const report = importInto(into, JSON.stringify(board))
  expect(titlesOf(into)).toEqual(['First', 'Second', 'Archived', 'Finished', 'On an archived list'])
  expect(report).toMatchObject({ created: 5, tasks: 1 })
  expect(report.problems).toMatchObject([{ row: 6, column: 'id' }])
  const items = new Map([...into.plan.rows('items').values()].map((i) => [i.title, i]))
  expect(items.get('Finished')).toMatchObject({ stage: 'done', source: { system: 'trello', key: 'c1' }, key: 'T-1' })
  expect(items.get('Archived')).toMatchObject({ parked: true, stage: 'open' })
  expect(items.get('On an archived list')).toMatchObject({ parked: true })
  const second = items.get('Second')
  expect(second).toMatchObject({
    labels: ['green', 'pilot'],
    names: [],
    imported: { 'Was assigned to': 'Ada', Due: '2026-03-12', List: 'To Do' },
  })
  const id = second?.id ?? ''
  expect(into.plan.textOf('items', id, 'description')).toBe('**Markdown** stays')
  expect(into.plan.partsOf('criteria', id)).toMatchObject([
    { text: 'first', met: true },
    { text: 'second', met: false },
  ])
  expect(into.plan.partsOf('tasks', id)).toMatchObject([{ text: 'draw it', done: true }])
  expect(into.plan.partsOf('comments', id)).toMatchObject([
    { byName: 'Ada', text: 'hello' },
    { byName: '', text: 'later' },
  ])
})

test('the same board again changes nothing; a card that moved to Done is done', () => {
  const into = emptyPlan()
  importInto(into, JSON.stringify(board))
  expect(importInto(into, JSON.stringify(board))).toMatchObject({ created: 0, updated: 0, unchanged: 5, conflicts: [] })
  const moved = { ...board, cards: board.cards.map((card) => (card.id === 'c3' ? { ...card, idList: 'done' } : card)) }
  expect(importInto(into, JSON.stringify(moved))).toMatchObject({ updated: 1 })
  expect(titlesOf(into)[0]).toBe('First')
})

test('a criterion that the board dropped goes, one that was reworded here stays', () => {
  const into = emptyPlan()
  importInto(into, JSON.stringify(board))
  const less = {
    ...board,
    checklists: board.checklists.map((c) => ({ ...c, checkItems: c.checkItems.filter((i) => i.id !== 'i2') })),
  }
  importInto(into, JSON.stringify(less))
  const item = [...into.plan.rows('items').values()].find((i) => i.title === 'Second')
  expect(into.plan.partsOf('criteria', item?.id ?? '').map((c) => c.text)).toEqual(['first'])
})
