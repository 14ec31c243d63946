import { cp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { editItem } from '../../../src/commands/edit-item.ts'
import { canonicalJson } from '../../../src/doc/replica.ts'
import { startTestHost, tempFolder, type TestHost } from '../../support/host-in-process.ts'

const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url))
const released = (await readdir(fixtures)).filter((name) => name.startsWith('schema-')).sort()
const OWNER = { person: 'owner', role: 'po', forTeam: null }

const open: { host: TestHost; remove: () => Promise<void> }[] = []
afterEach(async () => {
  for (const { host, remove } of open.splice(0)) {
    await host.stop()
    await remove()
  }
})

test('there is a frozen data folder of every released schema', () => {
  expect(released).toContain('schema-1')
})

describe.each(released)('a data folder of %s', (name) => {
  const said = async (): Promise<{ json: string; plan: string; titles: string[] }> => {
    const { plan, titles } = JSON.parse(await readFile(join(fixtures, name, 'plan.json'), 'utf8')) as {
      plan: string
      titles: string[]
    }
    return { json: (await readFile(join(fixtures, name, 'plan.canonical.json'), 'utf8')).trimEnd(), plan, titles }
  }
  const copied = async (): Promise<string> => {
    const folder = await tempFolder()
    await cp(join(fixtures, name, 'data'), folder.path, { recursive: true })
    return folder.path
  }
  const start = async (folder: string): Promise<TestHost> => {
    const host = await startTestHost(folder)
    open.push({ host, remove: () => rm(folder, { recursive: true, force: true }) })
    return host
  }

  test.each([
    ['from its snapshot and its journal', async () => undefined],
    [
      'from its journal alone',
      async (folder: string, plan: string) => {
        for (const file of await readdir(join(folder, 'plans', plan)))
          if (file.startsWith('snapshot-')) await rm(join(folder, 'plans', plan, file))
      },
    ],
  ])('opens %s and says what it said', async (_, prepare) => {
    const { json, plan, titles } = await said()
    const folder = await copied()
    await prepare(folder, plan)
    const host = await start(folder)
    const window = await host.window(plan)
    expect(canonicalJson(window.window.doc)).toBe(json)
    expect(window.titles()).toEqual(titles)
    expect(window.window.saving()).toMatchObject({ state: 'saved' })
    const report = await host.connect().link.call('host.verify', undefined)
    expect(report.plans.flatMap((one) => one.damage)).toEqual([])
    expect(host.faults).toEqual([])
  })

  test('takes edits, keeps them over a restart, and its old changes can still be undone', async () => {
    const { plan, titles } = await said()
    const folder = await copied()
    let host = await startTestHost(folder)
    const window = await host.window(plan)
    const id = window.plan.live.ids[0] as string
    window.run(editItem, { id, field: 'title', value: 'After the update' }, OWNER)
    await window.window.delivered()
    await host.stop()
    host = await start(folder)
    const again = await host.window(plan)
    expect(again.titles()).toEqual(['After the update', ...titles.slice(1)])
    const { link } = host.connect()
    const { lines } = await link.call('history.timeline', {
      plan,
      before: null,
      limit: 500,
      record: null,
      device: null,
      words: '',
      sort: 'delete',
    })
    const wrong = lines.find((one) => one.items.length === 2)
    const look = await link.call('history.takeBack', {
      plan,
      what: { kind: 'change', change: wrong?.change ?? '' },
      since: null,
      why: '',
      author: OWNER,
      preview: true,
    })
    expect(look).toMatchObject({ itemsBack: 2, leftInAll: 0 })
    await link.call('plan.undo', { plan, change: wrong?.change ?? '', author: OWNER })
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
    expect(again.titles()).toHaveLength(titles.length + 2)
    expect(host.faults).toEqual([])
  })

  test('can be looked at as it stood, and brought back', async () => {
    const { plan } = await said()
    const host = await start(await copied())
    const { link } = host.connect()
    const { first, last } = await link.call('history.extent', { plan })
    expect((await link.call('history.at', { plan, moment: last as number })).items.length).toBeGreaterThan(20)
    const look = await link.call('history.bringBack', {
      plan,
      moment: first as number,
      what: { kind: 'plan' },
      why: '',
      author: OWNER,
      preview: true,
    })
    expect(look.itemsDeleted).toBeGreaterThan(20)
    expect(look.change).toBe(null)
  })
})
