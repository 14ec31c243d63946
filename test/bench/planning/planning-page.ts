import { setTeam, createTeam } from '../../../src/commands/people.ts'
import { beginPlanning, goToPhase } from '../../../src/commands/planning.ts'
import { pullItem, setStage } from '../../../src/commands/pull-item.ts'
import { createSprint, editSprint, finishSprint, startSprint } from '../../../src/commands/sprints.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { addDays, dayOf } from '../../../src/ui/days.ts'
import { inMemoryState } from '../../support/in-memory-state.ts'
import { madeUpPlan } from '../../support/made-up-plan.ts'
import { mountScreen } from '../mount-screen.svelte.ts'
import { installProbe } from '../page-probe.ts'

/** The planning of a sprint on a shared screen, from a backlog of so many items, after 24 sprints of 12 items each. */
const items = Number(new URLSearchParams(location.search).get('items') ?? 10_000)
const begun = madeUpPlan(items)
const { state, must, as } = inMemoryState({ from: begun, client: 2, role: 'developer' })
const developer = as('developer')
const po = as('po')
const team = must(createTeam, { name: 'Team Keel' }, po)
must(setTeam, { person: 'anna', team, on: true }, developer)
const today = dayOf(Date.now(), 'UTC')
for (let i = 0; i < 24; i++) {
  const dates = { start: addDays(today, -14 * (25 - i)), end: addDays(today, -14 * (25 - i) + 11) }
  const sprint = must(
    createSprint,
    { team, name: `Sprint ${i + 1}`, goal: `Goal ${i + 1}`, ...dates, capacity: 40 },
    po,
  )
  // Every third is pulled past higher ones, so that something was passed over.
  const pulled = begun.ids.slice(i * 15, i * 15 + 15).filter((_, place) => place % 5 !== 0)
  for (const item of pulled) must(pullItem, { item, sprint, why: 'The pilot waits for it' }, developer)
  must(startSprint, { id: sprint }, developer)
  for (const item of pulled) must(setStage, { item, stage: 'done' }, developer)
  must(finishSprint, { id: sprint }, developer)
}
const dates = { start: addDays(today, 1), end: addDays(today, 12) }
const sprint = must(createSprint, { team, name: 'Sprint 25', goal: 'Berths hold', ...dates, capacity: 100 }, po)
const session = must(beginPlanning, { sprint }, developer)
must(goToPhase, { session, phase: 'what' }, developer)

installProbe()
const navigate = mountScreen(state, { screen: 'people' })
const places = {
  away: { screen: 'people' },
  room: { screen: 'planning', rest: session, query: { view: 'shared' } },
  list: { screen: 'sprint', rest: sprint, query: { view: 'plan' } },
}
const page = {
  go: (place: keyof typeof places) => navigate(places[place]),
  /** The capacity line moves by a few items. */
  capacity: (capacity: number) => state.run(editSprint, { id: sprint, capacity }, { say: 'quiet' }),
  /** Somebody else writes another title, far down in the order. */
  retitle: (turn: number) =>
    must(editItem, { id: begun.ids[5_000 + turn] ?? begun.ids[0] ?? '', field: 'title', value: `Other ${turn}` }, po),
  pulled: () => [...state.plan.rows('items').values()].filter((item) => item.sprint === sprint).length,
}
Object.assign(window, { bench: page })

declare global {
  interface Window {
    bench: typeof page
  }
}
