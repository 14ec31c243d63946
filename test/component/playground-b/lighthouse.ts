import { createDomain } from '../../../src/commands/domains.ts'
import { createEpic } from '../../../src/commands/epics.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { deleteItems } from '../../../src/commands/delete-item.ts'
import { createGoal } from '../../../src/commands/goals.ts'
import { addLink } from '../../../src/commands/links.ts'
import { addMeasurement, createMetric } from '../../../src/commands/metrics.ts'
import { createTeam, setTeam } from '../../../src/commands/people.ts'
import { editPlanFact, editRootText, renamePlan } from '../../../src/commands/plan-facts.ts'
import { pullItem, putMyName, setStage } from '../../../src/commands/pull-item.ts'
import { changeSprint } from '../../../src/commands/sprint-changes.ts'
import { createSprint, finishSprint, startSprint } from '../../../src/commands/sprints.ts'
import { addTask } from '../../../src/commands/tasks.ts'
import { addDays, dayOf } from '../../../src/ui/days.ts'
import { inMemoryState, type InMemoryState } from '../../support/in-memory-state.ts'
import * as harbour from './harbour.ts'

/** A plan made by commands, as a team would have made it: three sprints, six goals, a North Star. */
export function lighthouse(options: { role?: string; empty?: boolean } = {}): InMemoryState {
  let time = Date.now() - 30 * 86_400_000
  const session = inMemoryState({ role: options.role ?? 'po', now: () => (time += 1000) })
  const { must, as } = session
  const po = as('po')
  const developer = as('developer')
  must(renamePlan, { name: 'Harbour' }, po)
  if (options.empty === true) return session
  must(editRootText, { field: 'vision', value: 'Every skipper knows where they will sleep before they cast off.' }, po)
  must(
    editRootText,
    {
      field: 'strategy',
      value:
        'We win the night before it is sailed: first certainty for the skipper, then trust on the quay, then money without a queue.',
    },
    po,
  )
  const metrics = new Map<string, string>()
  for (const [id, metric] of harbour.metrics)
    metrics.set(id, must(createMetric, { name: metric.name, unit: metric.unit }, po))
  for (const one of harbour.measurements)
    must(addMeasurement, { metric: metrics.get(one.metric) ?? '', day: one.day, value: one.value }, po)
  must(editPlanFact, { field: 'northStar', value: metrics.get('m1') ?? null }, po)
  const goals = harbour.goals.map((goal) =>
    must(
      createGoal,
      {
        title: goal.title,
        why: goal.why,
        horizon: goal.horizon,
        metric: goal.metric === null ? null : (metrics.get(goal.metric) ?? null),
        baseline: goal.baseline,
        target: goal.target,
        due: goal.due,
      },
      po,
    ),
  )
  const domains = ['Booking', 'Quayside', 'Platform'].map((name, i) =>
    must(createDomain, { name, owner: i === 2 ? null : 'anna' }, po),
  )
  const epic = must(createEpic, { title: 'Self-service check-in', goal: goals[0] ?? null }, po)
  const items = harbour.ordered.map((item, i) =>
    must(
      createItem,
      {
        title: item.title,
        kind: item.kind,
        at: 'bottom',
        fields: {
          goal: i % 7 === 6 ? null : (goals[i % goals.length] ?? null),
          domain: domains[i % 3] ?? null,
          estimate: item.estimate,
          ...(i % 7 === 6 ? { epic } : {}),
        },
      },
      po,
    ),
  ) as unknown as string[]
  const [keel, jib] = ['Team Keel', 'Team Jib'].map((name) => must(createTeam, { name }, po)) as [string, string]
  for (const person of ['anna', 'ben', 'cleo'])
    must(setTeam, { person, team: keel, on: true }, person === 'anna' ? developer : po)
  const today = dayOf(Date.now(), 'UTC')
  const sprint = (team: string, name: string, goal: string, from: number, capacity: number) =>
    must(createSprint, { team, name, goal, start: addDays(today, from), end: addDays(today, from + 11), capacity }, po)
  const old = sprint(keel, 'Sprint 13', 'A skipper finds a free berth that fits.', -24, 20)
  const pull = (item: number, into: string, why?: string) =>
    must(pullItem, { item: items[item] ?? '', sprint: into, ...(why === undefined ? {} : { why }) }, developer)
  for (const item of [40, 41, 42, 43]) pull(item, old)
  must(startSprint, { id: old }, developer)
  time = Date.now() - 17 * 86_400_000
  for (const item of [40, 41, 43]) must(setStage, { item: items[item] ?? '', stage: 'done' }, developer)
  must(finishSprint, { id: old, unfinished: [{ item: items[42] ?? '', to: null }] }, developer)
  time = Date.now() - 8.2 * 86_400_000
  const running = sprint(
    keel,
    'Sprint 14',
    'A harbour master sees every arrival of the day on one board, and it is right.',
    -8,
    26,
  )
  for (const item of [0, 1, 2, 3, 4, 6])
    pull(item, running, item === 6 ? 'Jib’s import lands next sprint, so 5 would only wait' : undefined)
  must(startSprint, { id: running }, developer)
  time = Date.now() - 5.5 * 86_400_000
  must(setStage, { item: items[0] ?? '', stage: 'done' }, developer)
  const why = 'Two pilot marinas gave away an occupied berth this morning.'
  must(changeSprint, { sprint: running, ins: [items[9] ?? ''], outs: [], why, goalHolds: 'yes' }, developer)
  time = Date.now() - 2.5 * 86_400_000
  must(setStage, { item: items[3] ?? '', stage: 'done' }, developer)
  must(setStage, { item: items[1] ?? '', stage: 'doing' }, developer)
  must(setStage, { item: items[2] ?? '', stage: 'doing' }, developer)
  must(putMyName, { item: items[1] ?? '', on: true }, developer)
  for (const text of ['Lock the berth', 'Tell the other skipper', 'Test with two phones'])
    must(addTask, { item: items[2] ?? '', text }, developer)
  must(addLink, { from: items[20] ?? '', to: items[4] ?? '', type: 'blocks' }, po)
  time = Date.now() - 3_600_000
  const next = sprint(
    keel,
    'Sprint 15',
    'A skipper at sea can hold a berth and trust that it is still theirs on arrival.',
    4,
    26,
  )
  for (const item of [5, 7, 8, 10, 12]) pull(item, next, item === 12 ? 'The pilot marina waits for it' : undefined)
  sprint(jib, 'Sprint 7', '', 4, 18)
  must(deleteItems, { ids: [items[50] ?? '', items[51] ?? ''], why: 'Others do it better; we link to two.' }, po)
  return session
}
