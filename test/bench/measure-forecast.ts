import { parseArgs } from 'node:util'
import { setStage } from '../../src/commands/pull-item.ts'
import { runCommand, type Session } from '../../src/commands/command.ts'
import { createForecast, type Forecast, type ForecastPort } from '../../src/state/forecast/forecast.ts'
import { serveForecast, type ForecastReply, type ForecastRequest } from '../../src/state/forecast/forecast-service.ts'
import type { Question } from '../../src/state/forecast/questions.ts'
import { seeded } from '../support/random.ts'
import { AUTHOR, emptyPlan, importInto } from '../support/import-into.ts'
import { table, type Measure } from './measures.ts'
import { generatePlan } from './plan-generator.ts'
import { processorTime } from './processor-time.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 21, 12)
const TEAM = 'team-000001'

/**
 * What the forecast worker does, and what the window's own thread does to feed it, in processor time of one process. A fifth of
 * the items was finished within a year. Each sample is one recompute after one item changed: nothing is remembered but the days.
 */
export async function measureForecast(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: { items: { type: 'string', default: '10000' } } })
  const items = Number(values.items)
  const into = emptyPlan()
  importInto(into, planWithHistory(items))
  const { plan } = into
  const session: Session = { plan, writer: into.writer, now: () => NOW, random: into.random, newChange: () => 'edit' }
  const wire = directWire()
  // A window has read its rows long before.
  for (const name of ['items', 'sprints', 'pulls'] as const) plan.rows(name)
  let begun: Forecast | null = null
  const feeding = processorTime(() => {
    const later = (act: () => void, ms: number) => {
      if (ms === 0) act()
      return () => undefined
    }
    begun = createForecast({ plan, planId: 'bench', port: wire.window, later })
  })
  const forecast = begun as unknown as Forecast
  const ids = [...plan.open.ids]
  const row = (name: string, target: number | null, samples: readonly number[]): Measure => ({
    name,
    items,
    of: 'p95',
    target,
    samples,
    bare: null,
  })
  const by = (days: number): string => new Date(NOW + days * DAY).toISOString().slice(0, 10)
  const base = { now: NOW, team: null, days: 90 } as const
  const lines = (days: number, teams: readonly (string | null)[] = [null]) =>
    ({ is: 'lines', now: NOW, days: 90, teams, by: by(days), open: ids.length }) as const
  void forecast.ask({ ...base, is: 'flow' })
  const first = processorTime(() => wire.work())
  let at = 0
  /** Another item is finished, the question is asked anew: the worker's time, and the window's. */
  const again = (question: Question, times: number) =>
    Array.from({ length: times }, () => {
      runCommand(session, AUTHOR, setStage, { item: ids[at++ % ids.length] ?? '', stage: 'done' })
      const window = processorTime(() => void forecast.ask(question))
      return { window, worker: processorTime(() => wire.work()) }
    })
  const worker = (question: Question, times = 100) => again(question, times).map((one) => one.worker)
  worker(lines(14), 20)
  const fed = again(lines(14), 100)
  const measures = [
    row(
      'forecast lines, 2 weeks ahead',
      50,
      fed.map((one) => one.worker),
    ),
    row('forecast lines, a quarter ahead', 50, worker(lines(91))),
    row('forecast lines, a year ahead', 50, worker(lines(365))),
    row('forecast lines of two histories, a quarter ahead', 50, worker(lines(91, [null, TEAM]))),
    row('pictures of flow, 90 days', 50, worker({ ...base, is: 'flow' })),
    row('pictures of flow, a year', 50, worker({ ...base, days: 365, is: 'flow' })),
    row(
      'Monte Carlo both ways, 20 items, a quarter',
      null,
      worker({ ...base, is: 'forecast', by: by(91), items: 20, splits: false }, 30),
    ),
    row(
      'when will 1,000 items be done',
      null,
      worker({ ...base, is: 'forecast', by: by(1), items: 1_000, splits: false }, 10),
    ),
    row('velocity of a team', 50, worker({ is: 'velocity', now: NOW, team: TEAM, unit: 'points', ahead: 2 })),
    row(
      'window’s own thread for one changed item',
      4,
      fed.map((one) => one.window),
    ),
    row('first feeding, window, all 500 at a time', null, [feeding]),
    row('first picture, worker', null, [first]),
  ]
  forecast.stop()
  process.stdout.write(`${table(measures)}\n`)
}

/** A generated plan of which a fifth was started and finished on working days of the last year. */
function planWithHistory(items: number): string {
  const random = seeded(7)
  const plan = JSON.parse(generatePlan(items, 1).json) as Record<string, Record<string, unknown>[]>
  const done: string[] = []
  for (const item of plan['items'] ?? []) {
    if (random() >= 0.2) continue
    const finished = NOW - Math.floor(random() * 365) * DAY - Math.floor(random() * 8) * 3_600_000
    Object.assign(item, {
      stage: 'done',
      startedAt: finished - Math.floor(random() ** 2 * 20) * DAY,
      finishedAt: finished,
      sprint: null,
    })
    done.push(String(item['id']))
  }
  const sprints = Array.from({ length: 24 }, (_, i) => ({
    id: `sprint-${String(i).padStart(6, '0')}`,
    team: TEAM,
    name: `Sprint ${String(i + 1)}`,
    goal: '',
    start: new Date(NOW - (14 * (25 - i) - 1) * DAY).toISOString().slice(0, 10),
    end: new Date(NOW - (14 * (24 - i) + 2) * DAY).toISOString().slice(0, 10),
    capacity: 40,
    state: 'finished',
  }))
  const pulls = done.map((item, i) => ({
    id: `pull-${String(i).padStart(6, '0')}`,
    item,
    sprint: sprints[i % sprints.length]?.id,
    estimateThen: 3,
    added: i % 9 === 0,
    by: null,
    at: NOW - 400 * DAY,
    leftAt: NOW - 300 * DAY,
    leftHow: i % 10 === 0 ? 'returned' : 'done',
  }))
  Object.assign(plan, { sprints, pulls })
  return JSON.stringify(plan)
}

/** A worker at the other end of a wire that is read when the bench says so. Rows are copied as a real wire does. */
function directWire() {
  const waiting: ForecastRequest[] = []
  const window: ForecastPort = {
    onmessage: null,
    postMessage: (request) => void waiting.push(structuredClone(request)),
  }
  const worker = {
    onmessage: null as ((event: { readonly data: ForecastRequest }) => void) | null,
    postMessage: (reply: ForecastReply) => window.onmessage?.({ data: structuredClone(reply) }),
  }
  serveForecast(worker)
  return {
    window,
    work: () => {
      for (const request of waiting.splice(0)) worker.onmessage?.({ data: request })
    },
  }
}
