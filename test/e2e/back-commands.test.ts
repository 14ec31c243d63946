import { expect, test } from 'vitest'
import { createItems } from '../../src/commands/create-item.ts'
import { deleteItems } from '../../src/commands/delete-item.ts'
import { createPerson } from '../../src/commands/people.ts'
import type { BackPlan } from '../../src/contract/history-calls.ts'
import type { PlanSummary } from '../../src/contract/host-info.ts'
import { startTestHost } from '../support/host-in-process.ts'
import { ordinal, ordinalJson, temporaryFolder } from './running-host.ts'

const ANNA = { person: 'anna', role: 'po', forTeam: null }
const BEN = { person: 'ben', role: 'po', forTeam: null }

/** Anna made five items; then Ben deleted three of them. Gives the time between. */
async function scene(folder: string, minReader = 1): Promise<string> {
  const host = await startTestHost(folder)
  const plan = (await host.connect().link.call('plans.create', { name: 'Harbour' })).id
  const window = await host.window(plan)
  window.run(createPerson, { id: 'ben', name: 'Ben Brown', roles: ['po'] }, ANNA)
  const { value: ids } = window.run(createItems, { titles: ['A', 'B', 'C', 'D', 'E'], at: 'bottom' }, ANNA)
  await window.window.delivered()
  const { last } = await window.link.call('history.extent', { plan })
  window.run(deleteItems, { ids: ids.slice(0, 3), why: 'oops' }, BEN)
  if (minReader > 1)
    window.window.writer.write({ author: ANNA, change: 'newer' }, () =>
      window.window.doc.getMap('plan').set('minReader', minReader),
    )
  await window.window.delivered()
  await host.stop()
  return String(last)
}

const itemsIn = async (folder: string): Promise<number> =>
  (await ordinalJson<PlanSummary[]>(folder, 'plans'))[0]?.items ?? -1

test('take-back says what would go, does it, and one undo brings it forth again', async () => {
  const { path, remove } = await temporaryFolder()
  try {
    await scene(path)
    const words = ['take-back', '--plan', 'Harbour', '--person', 'ben brown', '--why', 'by mistake']
    const look = await ordinal(path, ...words, '--dry-run')
    expect(look).toMatchObject({ code: 0, stdout: 'Would happen: 3 items come back.\n' })
    expect(await itemsIn(path)).toBe(2)
    const done = await ordinalJson<BackPlan>(path, ...words)
    expect(done).toMatchObject({ itemsBack: 3, changes: 1, leftInAll: 0 })
    expect(await itemsIn(path)).toBe(5)
    const again = await ordinal(path, ...words)
    expect(again.stdout).toBe('Nothing is left to do: "Harbour" stands like that already.\n')
    await ordinal(path, 'undo', '--plan', 'Harbour', done.change ?? '')
    expect(await itemsIn(path)).toBe(2)
  } finally {
    await remove()
  }
})

test('bring-back takes a moment, and items, the order or everything', async () => {
  const { path, remove } = await temporaryFolder()
  try {
    const moment = await scene(path)
    const bring = ['bring-back', '--plan', 'Harbour', '--at', moment]
    expect((await ordinal(path, ...bring, '--everything', '--dry-run')).stdout).toContain('3 items come back')
    expect((await ordinal(path, ...bring, '--order', '--dry-run')).stdout).toContain('Nothing is left to do')
    const { items } = await ordinalJson<{ items: { id: string; key: string; deleted: unknown }[] }>(
      path,
      ...['export', '--plan', 'Harbour', '--format', 'ordinal-json'],
    )
    const [wrong] = items.filter((item) => item.deleted !== null)
    const done = await ordinal(path, ...bring, '--items', wrong?.key.toLowerCase() ?? '')
    expect(done.stdout).toMatch(
      /^Done: 1 item comes back\.\nChange \S+\. ordinal undo --plan "Harbour" \S+ takes it back\.\n$/,
    )
    expect(await itemsIn(path)).toBe(3)
    await ordinalJson(path, ...bring, '--everything')
    expect(await itemsIn(path)).toBe(5)
  } finally {
    await remove()
  }
})

test('what cannot be understood or may not be written is one sentence', async () => {
  const { path, remove } = await temporaryFolder()
  try {
    await scene(path, 2)
    const said = async (...words: string[]): Promise<string> => {
      const { code, stderr } = await ordinal(path, ...words, '--plan', 'Harbour')
      expect(code).toBeGreaterThan(0)
      return stderr
    }
    const newer = 'This plan was written by a newer Ordinal. It can be read here; to change it, update Ordinal.\n'
    expect(await said('take-back', '--person', 'ben')).toBe(newer)
    expect(await said('rename', 'Port')).toBe(newer)
    expect(await said('take-back', '--person', 'Nobody')).toContain('Nobody in this plan is called "Nobody".')
    expect(await said('take-back')).toContain('Say whose work goes: one of --person, --device or --change.')
    expect(await said('bring-back', '--at', 'yesterday-ish', '--order')).toContain('A time is written like')
    expect(await said('take-back', '--change', 'none')).toContain('There is no change "none" in this plan.')
    expect((await ordinal(path, 'take-back', '--plan', 'Harbour', '--person', 'ben', '--dry-run')).stdout).toContain(
      'Would happen: 3 items come back.',
    )
  } finally {
    await remove()
  }
})
