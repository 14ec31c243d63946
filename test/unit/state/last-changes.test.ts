import { expect, test } from 'vitest'
import { addComment } from '../../../src/commands/comments.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { mergeItems } from '../../../src/commands/merge-items.ts'
import { createHistoryCalls } from '../../../src/host/history/history-calls.ts'
import { createLastChanges, type LastChanges } from '../../../src/state/last-changes.ts'
import { HostsApart, type HostApart } from '../../support/hosts-apart.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

/** Time passes only where a test says so. */
function waiting() {
  const acts = new Set<() => void>()
  const later = (act: () => void) => {
    acts.add(act)
    return () => void acts.delete(act)
  }
  const pass = async (): Promise<void> => {
    for (const act of [...acts]) {
      acts.delete(act)
      act()
    }
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { later, pass }
}

const DAY = 24 * 60 * 60 * 1_000

test('the window and the host say the same of when an item last changed, also of what arrives late', async () => {
  const hosts = new HostsApart()
  const [office, train] = [await hosts.add('ada'), await hosts.add('ben')]
  const berth = await office.run(createItem, { title: 'Hold a berth' })
  const twin = await office.run(createItem, { title: 'Keep a berth' })
  const other = await office.run(createItem, { title: 'Pay by link' })
  await hosts.meet(hosts.all, 'first')
  const host = async (at: HostApart) =>
    (await createHistoryCalls({ ...at, backs: {} as never })['history.lastChanges'](null as never, {
      plan: hosts.plan,
    })) as [string, number][]
  const { later, pass } = waiting()
  const { plan } = await office.host()
  const window: LastChanges = createLastChanges(plan, { lastChanges: () => host(office) }, later)
  const settled = async () => {
    await pass()
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  let told = 0
  window.ask(() => told++)
  await settled()

  hosts.tick(DAY)
  const written = hosts.now
  await train.run(editItem, { id: berth, field: 'title', value: 'Hold a berth overnight' })
  await train.run(addComment, { item: twin, text: 'Ben asked for it' })
  hosts.tick(60 * DAY)
  await office.run(editItem, { id: other, field: 'title', value: 'Pay by a link' })
  await hosts.meet()
  await settled()
  expect(told).toBeGreaterThan(1)
  const days = (id: string): number => Math.round((hosts.now - (window.of(id) ?? 0)) / DAY)
  expect([days(berth), days(twin), days(other)]).toEqual([60, 60, 0])
  expect(Math.abs((window.of(berth) ?? 0) - written)).toBeLessThan(DAY)
  for (const [id, at] of await host(office)) expect([id, window.of(id)]).toEqual([id, at])

  const anew = createLastChanges(plan, { lastChanges: () => host(office) }, later)
  anew.ask(() => undefined)
  await settled()
  for (const id of [berth, twin, other]) expect(anew.of(id)).toBe(window.of(id))
  window.stop()
  anew.stop()
  await hosts.stop()
})

test('what happened to an item that was merged happened to the one that stays', async () => {
  const at = inMemoryPlan()
  const twin = at.must(createItem, { title: 'Twin' })
  const keep = at.must(createItem, { title: 'Keep' })
  at.must(mergeItems, { keep, others: [twin] })
  const { later } = waiting()
  const changes = createLastChanges(
    at.plan,
    {
      lastChanges: async () => [
        [twin, 9],
        [keep, 5],
      ],
    },
    later,
  )
  await new Promise<void>((told) => changes.ask(told))
  expect(changes.of(keep)).toBe(9)
  changes.stop()
})

test('everybody who asks while the last changes are on their way is told once they are there', async () => {
  const { plan } = inMemoryPlan()
  let answer: (times: [string, number][]) => void = () => undefined
  const coming = new Promise<[string, number][]>((resolve) => (answer = resolve))
  const { later } = waiting()
  const changes = createLastChanges(plan, { lastChanges: () => coming }, later)
  const told: string[] = []
  changes.ask(() => told.push('rows'))
  changes.ask(() => told.push('filter'))
  answer([['a', 7]])
  await coming
  await new Promise((resolve) => setTimeout(resolve))
  expect(told).toEqual(['rows', 'filter'])
  expect(changes.of('a')).toBe(7)
  changes.ask(() => told.push('late'))
  await new Promise((resolve) => setTimeout(resolve))
  expect(told).toEqual(['rows', 'filter'])
  changes.stop()
})

test('a host that does not answer is asked again when something happens', async () => {
  const at = inMemoryPlan()
  let asked = 0
  const { later, pass } = waiting()
  const changes = createLastChanges(at.plan, { lastChanges: () => (asked++, Promise.reject(new Error('away'))) }, later)
  changes.ask(() => undefined)
  await pass()
  at.must(createItem, { title: 'One' })
  at.must(createItem, { title: 'Two' })
  await pass()
  expect(asked).toBe(2)
  changes.stop()
})
