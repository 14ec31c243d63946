import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createItem } from '../../../../src/commands/create-item.ts'
import { deleteItems, restoreItems } from '../../../../src/commands/delete-item.ts'
import { editItem } from '../../../../src/commands/edit-item.ts'
import { editPlanFact } from '../../../../src/commands/plan-facts.ts'
import { createTeam } from '../../../../src/commands/people.ts'
import { pullItem, setStage } from '../../../../src/commands/pull-item.ts'
import { splitInSprint } from '../../../../src/commands/split-in-sprint.ts'
import { createSprint, finishSprint, startSprint } from '../../../../src/commands/sprints.ts'
import { createForecast, type ForecastPort } from '../../../../src/state/forecast/forecast.ts'
import {
  serveForecast,
  type ForecastReply,
  type ForecastRequest,
} from '../../../../src/state/forecast/forecast-service.ts'
import { inMemoryPlan, type InMemoryPlan } from '../../../support/in-memory-plan.ts'

const DAY = 86_400_000
const START = Date.UTC(2026, 8, 1, 9)

/** A plan whose clock stands where the test puts it, and a worker at the other end of a wire that is read at once. */
function scene(from?: InMemoryPlan) {
  let now = START
  const at = inMemoryPlan({
    now: () => now,
    client: from === undefined ? 1 : 2,
    ...(from === undefined ? {} : { from }),
  })
  return { at, on: (day: number) => (now = START + day * DAY), now: () => now }
}
function forecastOf(at: InMemoryPlan) {
  const sent: ForecastRequest[] = []
  const worker = {
    postMessage: (reply: ForecastReply) => port.onmessage?.({ data: reply }),
    onmessage: null as ((event: { readonly data: ForecastRequest }) => void) | null,
  }
  serveForecast(worker)
  const port: ForecastPort = {
    onmessage: null,
    postMessage(request) {
      sent.push(structuredClone(request))
      worker.onmessage?.({ data: request })
    },
  }
  const timers: (() => void)[] = []
  const later = (act: () => void) => {
    timers.push(act)
    return () => void timers.splice(timers.indexOf(act), 1)
  }
  const forecast = createForecast({ plan: at.plan, planId: 'harbour', port, later })
  return { forecast, puts: () => sent.filter((one) => one.is === 'put').length, wait: () => timers.shift()?.() }
}
const flow = (now: number) => ({ is: 'flow', now, team: null, days: 90 }) as const
const lines = (now: number, by: string) => ({ is: 'lines', now, teams: [null], days: 90, by, open: 100 }) as const

/** One item finished on each of so many days, each started the day before. */
function finishOnDays({ at, on }: ReturnType<typeof scene>, days: number): void {
  for (let day = 0; day < days; day++) {
    on(day)
    const id = at.must(createItem, { title: `Item ${String(day)}` })
    at.must(setStage, { item: id, stage: 'doing' })
    on(day + 1)
    at.must(setStage, { item: id, stage: 'done' })
  }
}

test('pictures follow what is finished, opened again and deleted', async () => {
  const here = scene()
  finishOnDays(here, 3)
  const { forecast } = forecastOf(here.at)
  const now = here.on(10)
  expect(await forecast.ask(flow(now))).toMatchObject({ perDay: [0, 1, 1, 1, 0, 0, 0, 0, 0, 0] })
  const [first = '', second = ''] = here.at.plan.live.ids
  here.at.must(setStage, { item: first, stage: 'open' })
  here.at.must(deleteItems, { ids: [second], why: '' })
  expect((await forecast.ask(flow(now)))?.perDay.reduce((a, b) => a + b)).toBe(1)
  here.at.must(restoreItems, { ids: [second] })
  expect((await forecast.ask(flow(now)))?.perDay.reduce((a, b) => a + b)).toBe(2)
})

test('days are those of the plan’s time zone, and follow it', async () => {
  const here = scene()
  here.on(14.5 / 24)
  const id = here.at.must(createItem, { title: 'Late' })
  here.at.must(setStage, { item: id, stage: 'doing' })
  here.at.must(setStage, { item: id, stage: 'done' })
  const { forecast } = forecastOf(here.at)
  const now = here.on(3)
  const utc = (await forecast.ask(flow(now)))?.times[0]?.finished ?? 0
  here.at.must(editPlanFact, { field: 'timeZone', value: 'Europe/Berlin' }, here.at.as('chief-po'))
  expect((await forecast.ask(flow(now)))?.times[0]?.finished).toBe(utc + 1)
})

test('two machines that know the same see the same lines; a machine that asks later on the same day too', async () => {
  const here = scene()
  finishOnDays(here, 12)
  const there = scene(here.at)
  const now = here.on(14)
  const one = await forecastOf(here.at).forecast.ask(lines(now, '2026-10-01'))
  const other = await forecastOf(there.at).forecast.ask(lines(now + 5 * 3_600_000, '2026-10-01'))
  expect(one?.[0]).toHaveProperty('after')
  expect(other).toEqual(one)
})

test('the backlog’s lines and Insights say one number for one question', async () => {
  const here = scene()
  finishOnDays(here, 12)
  const now = here.on(30)
  // So far ahead that another run of chance would say another number.
  const far = { now, days: 90, by: '2031-01-01' }
  const { forecast } = forecastOf(here.at)
  const drawn = await forecast.ask({ ...far, is: 'lines', teams: [null], open: 10_000 })
  const said = await forecast.ask({ ...far, is: 'forecast', team: null, items: 5, splits: false })
  expect(said).toMatchObject({ howMany: { at: (drawn?.[0] as { after: object }).after } })
})

test('thin history is refused with the reason, for the whole plan and for a team', async () => {
  const here = scene()
  finishOnDays(here, 9)
  const { forecast } = forecastOf(here.at)
  expect(await forecast.ask(lines(here.on(12), '2026-10-01'))).toEqual([
    {
      why: 'Something was finished on only 9 days of the 12 that were looked at. A forecast needs 10: with fewer it would be a guess that looks like knowledge.',
    },
  ])
  const both = { is: 'forecast', now: here.now(), by: '2026-10-01', items: 5, splits: false, days: 90 } as const
  expect(await forecast.ask({ ...both, team: 'keel' })).toHaveProperty('why')
})

test('a team’s sprints give its range, and only its own items count as its throughput', async () => {
  const here = scene()
  const { at } = here
  const keel = at.must(createTeam, { name: 'Keel' }, at.as('scrum-master'))
  const team = at.as('developer', keel)
  for (const [n, size] of [5, 8, 3, 8].entries()) {
    here.on(n * 7)
    const item = at.must(createItem, { title: `Item ${String(n)}` })
    at.must(editItem, { id: item, field: 'estimate', value: size }, at.as('developer'))
    const day = (offset: number) => new Date(START + (n * 7 + offset) * DAY).toISOString().slice(0, 10)
    const id = at.must(createSprint, { team: keel, name: `S${String(n)}`, start: day(0), end: day(4) }, team)
    at.must(pullItem, { item, sprint: id }, team)
    at.must(startSprint, { id }, team)
    // Of the second one a quarter went out by a split while the item stayed.
    const rest = { title: 'The rest', estimate: 2 }
    if (n === 1) at.must(splitInSprint, { item, rest, to: null, why: 'Too large', goalHolds: 'yes' }, team)
    here.on(n * 7 + 2)
    at.must(setStage, { item, stage: 'done' }, team)
    here.on(n * 7 + 4)
    at.must(finishSprint, { id }, team)
  }
  const { forecast } = forecastOf(at)
  const found = await forecast.ask({ is: 'velocity', now: here.on(40), team: keel, unit: 'points', ahead: 2 })
  expect(found?.range).toMatchObject({ low: 4, mean: 6, high: 8 })
  expect(found?.capacity).toEqual({ low: 4, likely: 6, high: 8, of: 4 })
  expect(found?.sprints.map(({ points, numbers }) => [points, numbers.completion])).toEqual([
    [5, 1],
    [8, 1],
    [3, 1],
    [8, 1],
  ])
  expect(found?.sprints.map(({ numbers }) => numbers.scopeChange)).toEqual([0, -0.25, 0, 0])
  const mine = await forecast.ask({ ...flow(here.now()), team: keel })
  expect(mine?.times).toHaveLength(4)
  expect((await forecast.ask({ ...flow(here.now()), team: 'jib' }))?.times).toEqual([])
})

test('a title edit tells the worker nothing and wakes nobody; a finished item wakes once', () => {
  const here = scene()
  finishOnDays(here, 1)
  const { forecast, puts, wait } = forecastOf(here.at)
  let woken = 0
  forecast.onChange(() => woken++)
  void forecast.ask(flow(here.now()))
  const [id = ''] = here.at.plan.live.ids
  const before = puts()
  here.at.must(editItem, { id, field: 'title', value: 'Another' })
  wait()
  expect({ woken, puts: puts() - before }).toEqual({ woken: 0, puts: 0 })
  here.at.must(setStage, { item: id, stage: 'open' })
  here.at.must(setStage, { item: id, stage: 'doing' })
  wait()
  expect({ woken, puts: puts() - before }).toEqual({ woken: 1, puts: 1 })
})

test('a large plan is handed over in pieces, and what is asked meanwhile is answered from all of it', async () => {
  const here = scene()
  here.at.must(createItem, { title: 'First' })
  for (let i = 0; i < 1_200; i++) here.at.must(createItem, { title: `Item ${String(i)}` })
  const { forecast, puts, wait } = forecastOf(here.at)
  const last = here.at.plan.live.ids.at(-1) ?? ''
  here.at.must(setStage, { item: last, stage: 'doing' })
  const asked = forecast.ask(flow(here.on(3)))
  expect(puts()).toBe(1)
  for (let piece = 0; piece < 4; piece++) wait()
  expect((await asked)?.ages.map(({ id }) => id)).toEqual([last])
})

test('a question that was overtaken answers null', async () => {
  const here = scene()
  finishOnDays(here, 1)
  const sent: ForecastRequest[] = []
  const port: ForecastPort = { onmessage: null, postMessage: (request) => void sent.push(request) }
  const forecast = createForecast({ plan: here.at.plan, planId: 'harbour', port, later: () => () => undefined })
  const first = forecast.ask(flow(here.now()))
  const second = forecast.ask(flow(here.now()))
  expect(await first).toBeNull()
  forecast.stop()
  expect(await second).toBeNull()
})

test('whatever is done in whatever order, the worker knows what a fresh one would', async () => {
  const act = fc.tuple(fc.nat(5), fc.constantFrom('doing', 'done', 'open', 'delete', 'restore', 'new'), fc.nat(40))
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
      const here = scene()
      finishOnDays(here, 2)
      const { forecast } = forecastOf(here.at)
      for (const [which, what, day] of acts) {
        here.on(day)
        const ids = [...here.at.plan.rows('items').keys()]
        const item = ids[which % ids.length] ?? ''
        if (what === 'new') here.at.run(createItem, { title: 'More' })
        else if (what === 'delete') here.at.run(deleteItems, { ids: [item], why: '' })
        else if (what === 'restore') here.at.run(restoreItems, { ids: [item] })
        else here.at.run(setStage, { item, stage: what })
        if (day % 3 === 0) await forecast.ask(flow(here.now()))
      }
      const now = here.on(50)
      expect(await forecast.ask(flow(now))).toEqual(await forecastOf(here.at).forecast.ask(flow(now)))
    }),
    { numRuns: 40 },
  )
})
