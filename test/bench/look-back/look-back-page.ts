import { beginLookBack, showPart } from '../../../src/commands/look-back.ts'
import { moveToColumn } from '../../../src/commands/boards.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { raiseImpediment } from '../../../src/commands/impediments.ts'
import { createTeam, setTeam } from '../../../src/commands/people.ts'
import { pullItem, setStage } from '../../../src/commands/pull-item.ts'
import { refuseMore } from '../../../src/commands/requests.ts'
import { changeSprint, clarifyInSprint } from '../../../src/commands/sprint-changes.ts'
import { createSprint, startSprint } from '../../../src/commands/sprints.ts'
import { columnsOf } from '../../../src/model/board.ts'
import { REVIEW_PARTS } from '../../../src/model/review-parts.ts'
import { addDays, dayOf } from '../../../src/ui/days.ts'
import { inMemoryState } from '../../support/in-memory-state.ts'
import { mountScreen } from '../mount-screen.svelte.ts'
import { installProbe } from '../page-probe.ts'

/**
 * A running sprint of so many items on its ninth day, with so many change cards, half of its items done, and its review begun.
 */
const query = new URLSearchParams(location.search)
const items = Number(query.get('items') ?? 200)
const cards = Number(query.get('cards') ?? 40)
const DAY = 86_400_000
let now = Date.now() - 12 * DAY
const { state, must, as } = inMemoryState({ role: 'developer', now: () => (now += 1) })
const developer = as('developer')
const po = as('po')
const team = must(createTeam, { name: 'Team Keel' }, po)
must(setTeam, { person: 'anna', team, on: true }, developer)
const today = dayOf(Date.now(), 'UTC')
const goal = 'A harbour master sees every arrival of the day on one board, and it is right.'
const dates = { start: addDays(today, -12), end: addDays(today, 2) }
const sprint = must(createSprint, { team, name: 'Sprint 14', goal, ...dates, capacity: items * 3 }, po)
const ids = Array.from({ length: items + cards }, (_, i) => {
  const title = `Boats that arrive after midnight keep their berth, part ${i + 1}`
  return must(createItem, { title, kind: 'feature', at: 'bottom', fields: { estimate: 1 + (i % 8) } }, po)
}).map(String)
for (const item of ids.slice(0, items)) must(pullItem, { item, sprint }, developer)
must(startSprint, { id: sprint }, developer)
const [, doing] = columnsOf(team, state.live('boards'))
for (let i = 0; i < cards; i++) {
  now += (11 * DAY) / cards
  const [into = '', out = ''] = [ids[items + i], ids[items - 1 - i]]
  const why = `The pilot marina found out ${i}`
  must(changeSprint, { sprint, ins: [into], outs: [{ item: out, to: null }], why, goalHolds: 'yes' }, developer)
  if (i % 4 === 0) must(clarifyInSprint, { item: ids[i] ?? '', words: 'It turned out trivial' }, developer)
  if (i % 5 === 0) must(raiseImpediment, { team, item: ids[i] ?? '', sprint, words: 'No test berth' }, developer)
  if (i % 10 === 0) must(refuseMore, { sprint, title: `More reports ${i}`, why: 'It would not fit' }, po)
  for (const item of ids.slice(i * 2, i * 2 + 2)) {
    must(moveToColumn, { item, column: doing?.id ?? '' }, developer)
    must(setStage, { item, stage: 'done' }, developer)
  }
}
now = Date.now()
const session = must(beginLookBack, { kind: 'review', sprint }, developer)

installProbe()
const navigate = mountScreen(state, { screen: 'people' })
const places = {
  away: { screen: 'people' },
  board: { screen: 'sprint', rest: sprint, query: { view: 'board' } },
  diary: { screen: 'sprint', rest: sprint, query: { view: 'diary' } },
  review: { screen: 'review', rest: session },
}
const page = {
  go: (place: keyof typeof places) => navigate(places[place]),
  parts: REVIEW_PARTS,
  part: (part: string) => must(showPart, { session, part }, developer),
}
Object.assign(window, { bench: page })
