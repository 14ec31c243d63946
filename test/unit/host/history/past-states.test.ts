import { join } from 'node:path'
import * as Y from 'yjs'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../../../src/doc/replica.ts'
import { createCheckpoints, keepAsCheckpoint } from '../../../../src/host/history/checkpoints.ts'
import { openPlanHistory } from '../../../../src/host/history/plan-history.ts'
import { factsOf } from '../../../../src/host/history/record-facts.ts'
import { readSnapshot } from '../../../../src/host/vault/snapshot-file.ts'
import { snapshotNames } from '../../../../src/host/vault/snapshot-store.ts'
import { seeded } from '../../../support/random.ts'
import { RecordPeer } from '../../../support/record-peer.ts'
import { openScene, PLAN_FOLDER, type PlanScene } from '../vault/plan-scene.ts'

const historyOf = (scene: PlanScene, distance = 20_000) =>
  openPlanHistory({ files: scene.files, folder: PLAN_FOLDER, plan: 'plan', distance })
const everything = { before: null, limit: 500, record: null, device: null, words: '', sort: null } as const

async function append(scene: PlanScene, records: readonly Uint8Array[]): Promise<void> {
  await Promise.all(records.map((bytes) => scene.plan.append(bytes)))
}

const contentOf = (state: Uint8Array): string => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  return canonicalJson(doc)
}

/** Changes one bit; counted from the end where `at` is below zero. */
function flip(scene: PlanScene, path: string, at: number): void {
  scene.files.tamper(path, (bytes) => {
    const changed = bytes.slice()
    const place = at < 0 ? bytes.length + at : at
    changed[place] = (changed[place] as number) ^ 1
    return changed
  })
}

/** `count` edits of one of 20 items, a minute apart from `time` on. */
function edits(peer: RecordPeer, count: number, time: number, seed = 1): Uint8Array[] {
  const random = seeded(seed)
  return Array.from({ length: count }, (_, i) => {
    const id = `i${Math.floor(random() * 20)}`
    return peer.write(
      (doc) => {
        const items = doc.getMap<Y.Map<unknown>>('items')
        const item = items.get(id)
        if (item === undefined)
          items.set(id, new Y.Map<unknown>(Object.entries({ key: id, title: `New ${i}`, kind: 'bug', stage: 'open' })))
        else item.set('title', `Title ${seed} ${i}`)
        doc.getMap('ranks').set(id, `a${Math.floor(random() * 1_000)}V`)
      },
      { time: time + i * 60_000 },
    ).bytes
  })
}

test('every moment holds exactly the records up to it, from checkpoints and without, also where older ones came later', async () => {
  const scene = await openScene()
  const home = new RecordPeer(1)
  await append(scene, edits(home, 60, 1_000_000))
  await scene.plan.takeSnapshot()
  // Somebody was on a train since the first half hour and comes back in the evening.
  const train = new RecordPeer(2)
  for (const { bytes } of home.records.slice(0, 30)) train.take(bytes)
  const away = edits(train, 40, 1_000_000 + 30 * 60_000, 2)
  await append(scene, away)
  for (const bytes of away) home.take(bytes)
  await append(scene, edits(home, 20, 9_000_000, 3))
  await scene.plan.takeSnapshot()

  const history = historyOf(scene)
  const end = await scene.plan.end()
  const { lines } = await history.ask('timeline', end, { ...everything })
  const at = new Map(lines.map((line) => [line.change, line.at]))
  const all = home.records
  for (const moment of [...new Set(at.values())].filter((_, i) => i % 7 === 0)) {
    const expected = new Y.Doc()
    for (const record of all) if ((at.get(record.change) as number) <= moment) Y.applyUpdate(expected, record.update)
    expect(expected.store.pendingStructs).toBeNull()
    expect(contentOf(await history.ask('state', end, { moment }))).toBe(canonicalJson(expected))
  }
})

test('checkpoints are made where replaying would be long, hold what the records say, and a damaged one is passed over', async () => {
  const scene = await openScene()
  const peer = new RecordPeer(1)
  const far = 400
  const many = far * 1.5 + 100
  const records: Uint8Array[] = []
  for (let i = 0; i < many; i++)
    records.push(
      peer.write((doc) => doc.getMap('ranks').set(`i${i % 50}`, `a${i}V`), { time: 1_000_000 + i * 1_000 }).bytes,
    )
  await append(scene, records)
  const history = historyOf(scene, far)
  const end = await scene.plan.end()
  const moment = 1_000_000 + (far + 100) * 1_000
  const before = contentOf(await history.ask('state', end, { moment }))
  await history.ask('prepare', end, { write: true })
  const folder = join(PLAN_FOLDER, 'history')
  expect(await scene.files.list(folder)).toEqual(['state-000000400'])
  await history.close()
  const again = historyOf(scene, far)
  expect(contentOf(await again.ask('state', end, { moment }))).toBe(before)
  flip(scene, join(folder, 'state-000000400'), -20)
  const third = historyOf(scene, far)
  expect(contentOf(await third.ask('state', end, { moment }))).toBe(before)
})

test('a snapshot that falls out stays as a checkpoint only where the next would be too far', async () => {
  const scene = await openScene()
  await append(scene, edits(new RecordPeer(1), 30, 1_000_000))
  await scene.plan.takeSnapshot()
  const name = (await snapshotNames(scene.files, PLAN_FOLDER))[0] as string
  const snapshot = readSnapshot(await scene.files.read(join(PLAN_FOLDER, name)))
  if (snapshot === null) throw new Error('There is no snapshot.')
  const kept = async (records: number, next: number) => {
    await keepAsCheckpoint(scene.files, PLAN_FOLDER, { ...snapshot, records }, next)
    return createCheckpoints(scene.files, PLAN_FOLDER, 'plan').distances()
  }
  expect(await kept(30, 15_000)).toEqual([])
  expect(await kept(5_000, 24_000)).toEqual([])
  expect(await kept(15_000, 24_000)).toEqual([15_000])
  expect(await kept(20_000, 33_000)).toEqual([15_000])
  expect(await kept(33_000, 36_000)).toEqual([15_000, 33_000])
})

test('over a damaged journal the past is what can be read, and nothing is thrown', async () => {
  const scene = await openScene()
  const peer = new RecordPeer(1)
  const records = edits(peer, 60, 1_000_000)
  await append(scene, records.slice(0, 30))
  await scene.plan.takeSnapshot()
  await append(scene, records.slice(30))
  const found: number[] = []
  for await (const one of scene.plan.read()) found.push(one.position)
  // One record that the snapshot holds, and one that nobody has.
  for (const broken of [10, 45])
    flip(scene, join(PLAN_FOLDER, 'journal-000001'), ((found[broken] as number) % 2 ** 32) + 40)
  const history = historyOf(scene)
  const end = await scene.plan.end()
  const extent = await history.ask('extent', end, { own: [] })
  expect(extent.records).toBe(44)
  const titles = async (moment: number) => (await history.ask('at', end, { moment })).items.length
  expect(await titles(1_000_000 + 5 * 60_000)).toBeGreaterThan(0)
  // From the snapshot on everything up to the record that nobody has; what builds on that one never counted.
  const expected = new Y.Doc()
  for (const record of peer.records.slice(0, 45)) Y.applyUpdate(expected, record.update)
  expect(contentOf(await history.ask('state', end, { moment: extent.last as number }))).toBe(canonicalJson(expected))
  const { lines } = await history.ask('timeline', end, everything)
  expect(lines).toHaveLength(44)
})

test('of a line that was split, the past holds the branch that counts, also where a state was made before', async () => {
  const scene = await openScene()
  const one = new RecordPeer(1)
  const shared = edits(one, 20, 1_000_000)
  const copy = new RecordPeer(2, 1)
  for (const bytes of shared) copy.take(bytes)
  // The folder was copied: another device goes on under the same line.
  const lost = edits(new RecordPeer(1, 1, copy.ledger.toJSON(), Y.encodeStateAsUpdate(copy.doc)), 5, 4_000_000, 2)
  await append(scene, [...shared, ...lost])
  await scene.plan.takeSnapshot()
  const history = historyOf(scene)
  const before = contentOf(await history.ask('state', await scene.plan.end(), { moment: Infinity }))
  const kept = edits(one, 5, 5_000_000, 3)
  await append(scene, kept)
  const names = lost.map((bytes) => {
    const facts = factsOf(bytes, 0)
    if (facts === null) throw new Error('It is no record.')
    return `${facts.client}/${facts.seq}/${facts.mark}`
  })
  const out = { generation: '1.21.AAAA', records: names }
  const after = contentOf(await history.ask('state', await scene.plan.end(), { moment: Infinity }, out))
  expect(after).toBe(canonicalJson(one.doc))
  expect(after).not.toBe(before)
  const { lines } = await history.ask('timeline', await scene.plan.end(), everything, out)
  expect(lines.filter((line) => line.time >= 4_000_000 && line.time < 5_000_000)).toEqual([])
})
