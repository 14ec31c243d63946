import { expect, test } from 'vitest'
import { addComment } from '../../../src/commands/comments.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { addCriterion } from '../../../src/commands/criteria.ts'
import { askQuestion } from '../../../src/commands/questions.ts'
import { parkItems } from '../../../src/commands/delete-item.ts'
import { createDomain } from '../../../src/commands/domains.ts'
import { editItem, setLabel } from '../../../src/commands/edit-item.ts'
import { createBacklogView } from '../../../src/state/backlog-view.svelte.ts'
import { completionsAt } from '../../../src/state/filter-completion.ts'
import { marked, pieceAround } from '../../../src/state/folded-words.ts'
import { whyFound } from '../../../src/state/item-texts.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

const DAY = 86_400_000

function plan() {
  const at = inMemoryPlan()
  const ids = Object.fromEntries(
    ['A', 'B', 'C', 'D'].map((title) => [title, at.must(createItem, { title })]),
  ) as Record<'A' | 'B' | 'C' | 'D', string>
  const changes = new Map<string, number>()
  const today = Date.UTC(2026, 5, 1)
  const view = createBacklogView(at.plan, {
    isReady: (id) => id === ids.A,
    lastChanges: { of: (id) => changes.get(id) ?? null, ask: () => undefined },
    me: () => 'anna',
    now: () => today,
  })
  const seen = (line: string) => {
    view.query = line
    return view.visible.map((id) => at.plan.row('items', id)?.title).join('')
  }
  const said = () => view.problems.map(({ message }) => message)
  return { at, ids, view, seen, said, changes, today }
}

test('every field of the filter finds what it says', () => {
  const { at, ids, seen, said, changes, today } = plan()
  at.must(editItem, { id: ids.A, field: 'estimate', value: 5 })
  at.must(editItem, { id: ids.B, field: 'estimate', value: 13 })
  at.must(editItem, { id: ids.B, field: 'outcome', value: 'fewer calls' })
  at.must(addCriterion, { item: ids.C, text: 'It holds' })
  at.must(parkItems, { ids: [ids.D], parked: true })
  at.must(addComment, { item: ids.C, text: 'Hm' }, { person: 'ben', role: 'developer', forTeam: null })
  at.must(askQuestion, { item: ids.A, text: 'Which harbours?', asks: 'dan' })
  at.must(askQuestion, { item: ids.B, text: 'How many?', role: 'developer' })
  changes.set(ids.A, today - 3 * DAY)
  changes.set(ids.B, today - 40 * DAY)
  const answers: Record<string, string> = {
    'estimate:<8': 'A',
    'estimate:5..20': 'AB',
    'estimate:none': 'C',
    '-estimate:none': 'AB',
    'why:none': 'AC',
    'why:any': 'B',
    'ready:yes': 'A',
    'ready:no': 'BC',
    'missing:criteria': 'AB',
    'parked:yes': 'D',
    'is:all': 'ABCD',
    'stage:open': 'ABC',
    'stage:open parked:any': 'ABCD',
    'stale:30d': 'BC',
    'changed:7d': 'A',
    'by:Ben': 'C',
    'by:me': 'ABC',
    'asked:Dan': 'A',
    'asked:Cleo': 'B',
    'asked:any': 'AB',
    'sprint:none': 'ABC',
    [`key:${at.plan.row('items', ids.B)?.key.toLowerCase() ?? ''}`]: 'B',
  }
  const found = Object.fromEntries(Object.keys(answers).map((line) => [line, seen(line)]))
  expect(found).toEqual(answers)
  expect(said()).toEqual([])
})

test('a name or value that is not there is said in plain words, at its place', () => {
  const { view, seen, said } = plan()
  expect(seen('kind:bgu')).toBe('ABCD')
  expect(said()).toEqual(['There is no kind “bgu”. Did you mean bug?'])
  expect(view.problems[0]).toMatchObject({ from: 5, to: 8 })
  seen('estimate:many stage:dnoe ready:perhaps stale:soon')
  expect(said()).toEqual([
    '“many” is no number. Write estimate:5, estimate:<8, estimate:3..8 or estimate:none.',
    'There is no stage:dnoe. Did you mean done?',
    '“perhaps” does not say which: write ready: and then yes or no.',
    '“soon” is no time. Write a number of days or weeks, such as stale:30d or stale:2w.',
  ])
  expect(seen('kind:bgu,feature')).toBe('ABCD')
})

test('a record that changes comes into the list and leaves it, whatever the filter asks', () => {
  const { at, ids, view, seen } = plan()
  const listed = () => view.visible.map((id) => at.plan.row('items', id)?.title).join('')
  seen('missing:criteria')
  at.must(addCriterion, { item: ids.A, text: 'It holds' })
  expect(listed()).toBe('BCD')
  seen('label:later')
  at.must(setLabel, { ids: [ids.C], label: 'later', on: true })
  expect(seen('label:later')).toBe('C')
})

test('what may stand where one types is offered: fields, then names in quotation marks where they need them', () => {
  const { at, view } = plan()
  at.must(createDomain, { name: 'Patient app' })
  const offer = (line: string) => completionsAt(line, line.length, view.names)
  expect(offer('k').map(({ name }) => name)).toEqual(['kind:', 'key:'])
  expect(offer('kind:b')[0]).toMatchObject({ name: 'bug', line: 'kind:bug ', caret: 9 })
  expect(offer('-domain:app')[0]).toMatchObject({ line: '-domain:"Patient app" ' })
  expect(offer('kind:bug,de')[0]).toMatchObject({ line: 'kind:bug,debt ' })
  expect(offer('person:')[0]?.name).toBe('me')
  expect(offer('kind:bug')).toEqual([])
  expect(offer('"kind')).toEqual([])
  expect(offer('')).toEqual([])
})

test('hits are marked as they are written, and a text shows the piece around its hit', () => {
  const marks = (text: string, ...words: string[]) =>
    marked(text, words)
      .map((part) => (part.hit ? `[${part.text}]` : part.text))
      .join('')
  expect(marks('Schlüssel-Übergabe', 'uberg', 'schlu')).toBe('[Schlü]ssel-[Überg]abe')
  expect(marks('nothing', 'else')).toBe('nothing')
  expect(marks('aaa', 'aa', 'a')).toBe('[aaa]')
  const piece = pieceAround(`${'before '.repeat(40)}the login fails ${'after '.repeat(40)}`, ['login'])
  expect(piece.find((part) => part.hit)?.text).toBe('login')
  expect(piece.map((part) => part.text).join('').length).toBeLessThan(100)
})

test('a row that was found by its description shows the piece, one that was found by its title does not', () => {
  const { at } = plan()
  const id = at.must(createItem, { title: 'Sign in', description: 'The **login** page is slow' })
  const why = (...wanted: string[]) => whyFound(at.plan, id, { wanted, unwanted: [] })
  expect(why('sign')?.piece).toBeNull()
  expect(why('sign', 'login')?.piece).toMatchObject({ where: 'description' })
  expect(why('sign', 'login')?.title[0]).toEqual({ text: 'Sign', hit: true })
  at.must(addCriterion, { item: id, text: 'Under a second' })
  expect(why('second')?.piece?.where).toBe('criterion')
})
