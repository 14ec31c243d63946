import { setBoard } from '../../../src/commands/boards.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { raiseImpediment } from '../../../src/commands/impediments.ts'
import { createTeam, setTeam } from '../../../src/commands/people.ts'
import { moveToColumn } from '../../../src/commands/boards.ts'
import { pullItem, putMyName } from '../../../src/commands/pull-item.ts'
import { createSprint, startSprint } from '../../../src/commands/sprints.ts'
import { addTask } from '../../../src/commands/tasks.ts'
import { addDays, dayOf } from '../../../src/ui/days.ts'
import { inMemoryState } from '../../support/in-memory-state.ts'
import { mountScreen } from '../mount-screen.svelte.ts'

/** A running sprint of so many items in six columns, with names, tasks and things in the way, as the app shows it. */
const items = Number(new URLSearchParams(location.search).get('items') ?? 200)
const { state, must, as } = inMemoryState({ role: 'developer' })
const developer = as('developer')
const po = as('po')
const team = must(createTeam, { name: 'Team Keel' }, po)
must(setTeam, { person: 'anna', team, on: true }, developer)
const columns = ['To do', 'Next', 'Building', 'Review', 'Quay test', 'Done'].map((name, i) => ({
  id: `c${String(i)}`,
  name,
  stage: i < 2 ? ('open' as const) : i < 5 ? ('doing' as const) : ('done' as const),
  limit: i === 3 ? 10 : null,
}))
must(setBoard, { team, columns }, developer)
const today = dayOf(Date.now(), 'UTC')
const goal = 'A harbour master sees every arrival of the day on one board, and it is right.'
const dates = { start: addDays(today, -5), end: addDays(today, 6) }
const sprint = must(createSprint, { team, name: 'Sprint 14', goal, ...dates, capacity: items * 3 }, po)
const ids = Array.from({ length: items }, (_, i) => {
  const title = `Boats that arrive after midnight keep their berth, part ${String(i + 1)}`
  const item = must(createItem, { title, kind: 'feature', at: 'bottom', fields: { estimate: 1 + (i % 8) } }, po)
  return String(item)
})
for (const item of ids) must(pullItem, { item, sprint }, developer)
must(startSprint, { id: sprint }, developer)
ids.forEach((item, i) => {
  must(moveToColumn, { item, column: `c${String(i % 6)}` }, developer)
  if (i % 4 === 0) must(putMyName, { item, on: true }, developer)
  if (i % 5 === 0) for (const text of ['Draw it', 'Build it', 'Try it']) must(addTask, { item, text }, developer)
  if (i % 20 === 0) must(raiseImpediment, { team, item, sprint, words: 'No test berth before Thursday' }, developer)
})
mountScreen(state, { screen: 'sprint', rest: sprint, query: { view: 'board' } })
