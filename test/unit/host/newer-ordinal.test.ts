import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createItems } from '../../../src/commands/create-item.ts'
import { deleteItems } from '../../../src/commands/delete-item.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { canonicalJson } from '../../../src/doc/replica.ts'
import { clock } from '../../../src/host/ports/clock.ts'
import { nodeFiles } from '../../../src/host/ports/node-files.ts'
import { systemRandom } from '../../../src/host/ports/random.ts'
import type { Device } from '../../../src/host/vault/device-key.ts'
import { openVault } from '../../../src/host/vault/vault.ts'
import { canonicalJson as canonical } from '../../../src/sync/canonical-json.ts'
import { decodeRecord, FIRST_HASH } from '../../../src/sync/record.ts'
import { startTestHost, tempFolder, type TestHost, type TestWindow } from '../../support/host-in-process.ts'

const ANNA = { person: 'anna', role: 'po', forTeam: null }

let folder: Awaited<ReturnType<typeof tempFolder>>
let host: TestHost
let plan = ''
let window: TestWindow

beforeEach(async () => {
  folder = await tempFolder()
  host = await startTestHost(folder.path)
  plan = (await host.connect().link.call('plans.create', { name: 'Harbour' })).id
  window = await host.window(plan)
  window.run(createItems, { titles: ['A', 'B', 'C'], at: 'bottom' }, ANNA)
  await window.window.delivered()
})
afterEach(async () => {
  await host.stop()
  await folder.remove()
})

const itemOf = (doc: Y.Doc, id: string): Y.Map<unknown> => doc.getMap<Y.Map<unknown>>('items').get(id) as Y.Map<unknown>
/** Lets the window write what no command of this version writes, as a newer one would. */
async function asNewer(write: (doc: Y.Doc) => void): Promise<void> {
  const { writer, doc } = window.window
  writer.write({ author: ANNA, change: 'newer' }, () => write(doc))
  await window.window.delivered()
}
const breathe = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
}

describe('a plan whose minReader is newer', () => {
  const SENTENCE = 'This plan was written by a newer Ordinal. It can be read here; to change it, update Ordinal.'

  test('opens for reading and says so; nothing writes in it, and History still answers', async () => {
    const before = (await window.link.call('history.extent', { plan })).last as number
    await asNewer((doc) => doc.getMap('plan').set('minReader', 2))
    const second = await host.window(plan)
    expect(second.window.readOnly).toBe(SENTENCE)
    expect(second.titles()).toEqual(['A', 'B', 'C'])
    const { link } = host.connect()
    const refused = [
      link.call('plan.undo', { plan, change: 'newer', author: ANNA }),
      link.call('plans.rename', { plan, name: 'Port' }),
      link.call('plan.push', { plan, envelopes: [] }),
      link.call('history.bringBack', {
        plan,
        moment: before - 1,
        what: { kind: 'plan' },
        why: '',
        author: ANNA,
        preview: false,
      }),
    ]
    for (const call of refused) await expect(call).rejects.toThrow(SENTENCE)
    expect((await link.call('history.at', { plan, moment: before })).items).toHaveLength(3)
    expect((await link.call('history.extent', { plan })).changes).toBeGreaterThan(1)
    expect((await link.call('plan.export', { plan, format: 'csv' })).text).toContain('A')
    const report = await link.call('host.verify', undefined)
    expect(report.plans.flatMap((one) => one.damage)).toEqual([])
  })

  test('stays so over a restart, and the file is as it was', async () => {
    await asNewer((doc) => doc.getMap('plan').set('minReader', 2))
    const json = canonicalJson(window.window.doc)
    await host.stop()
    host = await startTestHost(folder.path)
    const again = await host.window(plan)
    expect(again.window.readOnly).toBe(SENTENCE)
    expect(canonicalJson(again.window.doc)).toBe(json)
  })
})

describe('what this Ordinal does not know', () => {
  let a = ''
  beforeEach(async () => {
    a = window.plan.live.ids[0] as string
    await asNewer((doc) => {
      itemOf(doc, a).set('risk', { level: 3, why: 'new supplier' })
      itemOf(doc, a).set('kind', 'poem')
      itemOf(doc, a).set('stage', 'dreaming')
      doc.getMap('plan').set('mood', 'calm')
      const future = new Y.Map<unknown>([['title', 'Unheard of']])
      future.set('story', new Y.Text('Once upon a time'))
      doc.getMap('futures').set('f1', future)
      doc.getMap('dials').set('speed', 7)
      doc.getText('manifesto').insert(0, 'We float.')
      // A record's own text that was made with it, under a key that is new.
      const item = new Y.Map<unknown>([
        ['key', 'N-1'],
        ['title', 'N'],
        ['kind', 'feature'],
        ['stage', 'open'],
      ])
      item.set('description', new Y.Text(''))
      item.set('poem', new Y.Text('Roses are red'))
      doc.getMap('items').set('n', item)
      doc.getMap('ranks').set('n', 'zz')
    })
  })
  const unknown = (doc: Y.Doc): unknown => {
    const json = JSON.parse(canonicalJson(doc)) as Record<string, Record<string, Record<string, unknown>>>
    const [item, newer] = [json.items?.[a], json.items?.n]
    const kept = [item?.risk, item?.kind, item?.stage, newer?.poem, json.plan?.mood, json.futures, json.dials]
    return [...kept, json.manifesto]
  }

  test('survives edits of windows, a snapshot and a restart', async () => {
    const before = unknown(window.window.doc)
    expect(JSON.stringify(before)).toContain('Once upon a time')
    window.run(editItem, { id: a, field: 'title', value: 'A2' }, ANNA)
    window.run(deleteItems, { ids: ['n'], why: 'x' }, ANNA)
    await window.window.delivered()
    await host.stop()
    host = await startTestHost(folder.path)
    const again = await host.window(plan)
    expect(unknown(again.window.doc)).toEqual(before)
    expect(again.titles()).toEqual(['A2', 'B', 'C'])
    expect(again.plan.row('items', a)?.kind).toBe('poem')
  })

  test('is in an export and in a copy that is made from it', async () => {
    const { link } = host.connect()
    const copy = await link.call('plans.duplicate', { plan, name: 'Copy' })
    const copied = await host.window(copy.id)
    expect(unknown(copied.window.doc)).toEqual(unknown(window.window.doc))
    const texts = [plan, copy.id].map(
      async (id) => (await link.call('plan.export', { plan: id, format: 'ordinal-json' })).text,
    )
    const [own, other] = (await Promise.all(texts)).map((text) => JSON.parse(text) as { unknown: unknown })
    expect(own?.unknown).toBeDefined()
    expect(other?.unknown).toEqual(own?.unknown)
  })

  test('is in a backup, and in a plan that is restored from it', async () => {
    const { link } = host.connect()
    const backup = await link.call('backups.make', { plan, name: 'before the update' })
    expect(backup.provenAt).not.toBe(null)
    const restored = await link.call('backups.restoreAs', { backup: backup.id, name: 'Restored' })
    expect(unknown((await host.window(restored.id)).window.doc)).toEqual(unknown(window.window.doc))
  })

  test('comes back with what is brought back, and goes with what is taken back', async () => {
    const before = unknown(window.window.doc)
    const then = (await window.link.call('history.extent', { plan })).last as number
    await asNewer((doc) => {
      itemOf(doc, a).set('risk', null)
      itemOf(doc, a).set('stage', 'open')
      doc.getMap('plan').set('mood', 'stormy')
      doc.getMap('dials').set('speed', 0)
      doc.getText('manifesto').delete(0, 8)
      ;(doc.getMap<Y.Map<unknown>>('futures').get('f1') as Y.Map<unknown>).set('title', 'Gone')
      ;(itemOf(doc, 'n').get('poem') as Y.Text).insert(0, 'Violets, ')
    })
    const call = { plan, moment: then, what: { kind: 'plan' as const }, why: '', author: ANNA }
    const done = await window.link.call('history.bringBack', { ...call, preview: false })
    await breathe()
    expect(unknown(window.window.doc)).toEqual(before)
    await window.link.call('plan.undo', { plan, change: done.change ?? '', author: ANNA })
    await breathe()
    const what = { kind: 'person' as const, person: 'anna' }
    const back = { plan, what, since: then + 2 ** -10, why: '', author: ANNA, preview: false }
    await window.link.call('history.takeBack', back)
    await breathe()
    expect(unknown(window.window.doc)).toEqual(before)
  })
})

test('a record of a newer version is kept byte for byte, counts, and stands in History', async () => {
  await host.stop()
  const doc = new Y.Doc()
  doc.clientID = 4_000_000_001
  doc.getMap('dials').set('speed', 9)
  const opened = await openVault({
    files: nodeFiles,
    root: folder.path,
    clock,
    random: systemRandom,
    snapshotWorker: null,
  })
  if (!opened.ok) throw new Error(opened.error.message)
  const bytes = newerRecord(opened.value.device, Y.encodeStateAsUpdate(doc))
  expect(decodeRecord(bytes)).toMatchObject({ ok: true, value: { v: 2, more: { z: { mood: 'calm' } }, entries: [] } })
  const journal = await opened.value.openPlan(plan)
  if (!journal.ok) throw new Error(journal.error.message)
  const position = await journal.value.append(bytes)
  await opened.value.close()
  for (let start = 0; start < 2; start++) {
    host = await startTestHost(folder.path)
    const again = await host.window(plan)
    expect(again.window.doc.getMap('dials').get('speed')).toBe(9)
    const { link } = host.connect()
    const { people } = await link.call('history.extent', { plan })
    expect(people.map((one) => one.person)).toContain('zoe')
    const look = await link.call('history.takeBack', {
      plan,
      what: { kind: 'person', person: 'zoe' },
      since: null,
      why: '',
      author: ANNA,
      preview: true,
    })
    expect(look).toMatchObject({ fields: 1, changes: 1 })
    expect(host.faults).toEqual([])
    await host.stop()
  }
  const files = await openVault({
    files: nodeFiles,
    root: folder.path,
    clock,
    random: systemRandom,
    snapshotWorker: null,
  })
  if (!files.ok) throw new Error(files.error.message)
  const kept = await files.value.openPlan(plan)
  if (!kept.ok) throw new Error(kept.error.message)
  expect(await kept.value.readAt(position)).toEqual(bytes)
  await files.value.close()
  host = await startTestHost(folder.path)
})

/** As a version 2 might write it: a header key and entries of a shape that version 1 does not know. */
function newerRecord(device: Device, update: Uint8Array): Uint8Array {
  const header = { c: 4_000_000_001, d: device.id, e: [['dial.turn', { far: 9 }]], g: 'newer-1', n: 1, p: plan }
  const json = canonical({ ...header, t: Date.UTC(2026, 10, 1), v: 2, w: { p: 'zoe' }, z: { mood: 'calm' } })
  const head = new TextEncoder().encode(json)
  const unsigned = Buffer.alloc(4 + head.length + update.length)
  unsigned.writeUInt32BE(head.length)
  unsigned.set(head, 4)
  unsigned.set(update, 4 + head.length)
  return new Uint8Array(Buffer.concat([unsigned, device.sign(Buffer.concat([FIRST_HASH, unsigned]))]))
}
